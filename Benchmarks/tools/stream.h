// One event stream as bytes come in: HTTP/1.1 head, chunked framing (RFC 9112 §7.1), event-stream lines
// (HTML §9.2.6). It knows no socket.
#ifndef STREAM_H
#define STREAM_H

#include "tool.h"

struct stream {
    enum { in_head, in_body, is_broken, is_over } state;
    bool is_chunked;
    enum { chunk_size, chunk_extension, chunk_data, chunk_end, chunk_trailer } chunk;
    bool has_digits, is_line_empty;
    uint64_t chunk_left;
    // Of the head, or of a line, what came so far.
    struct bytes partial;
    bool has_data, has_mark, has_id;
    struct mark mark;
    // What is wrong, where something is.
    const char *fault;
};

// Called at the end of each event that has data; `mark` is null where it had none.
typedef void event_handler(void *context, const struct mark *mark, bool has_id);

// A stream without a head and without chunks: the body of an HTTP/2 stream.
void stream_begin_body(struct stream *stream);
void stream_feed(
    struct stream *stream, const char *data, size_t count, event_handler *handler, void *context);
void stream_free(struct stream *stream);

#endif
