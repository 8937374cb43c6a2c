#include "stream.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void break_off(struct stream *stream, const char *fault) {
    stream->state = is_broken;
    stream->fault = fault;
}

static bool has_field(const char *head, const char *name, const char *value) {
    for (const char *line = strstr(head, "\r\n"); line && line[2]; line = strstr(line + 2, "\r\n")) {
        if (strncasecmp(line + 2, name, strlen(name)) || line[2 + strlen(name)] != ':') continue;
        const char *at = line + 3 + strlen(name);
        while (*at == ' ') at++;
        if (!strncasecmp(at, value, strlen(value))) return true;
    }
    return false;
}

static void read_head(struct stream *stream, const char *head) {
    if (strncmp(head, "HTTP/1.", 7) || strlen(head) < 12) return break_off(stream, "no HTTP/1");
    if (strncmp(head + 8, " 200", 4)) return break_off(stream, "status is not 200");
    if (!has_field(head, "content-type", "text/event-stream"))
        return break_off(stream, "no event stream");
    if (has_field(head, "content-encoding", "gzip")) return break_off(stream, "compressed");
    stream->is_chunked = has_field(head, "transfer-encoding", "chunked");
    stream_begin_body(stream);
}

// Returns how many bytes of the data were taken.
static size_t feed_head(struct stream *stream, const char *data, size_t count) {
    size_t before = length(&stream->partial);
    append(&stream->partial, data, count);
    *room(&stream->partial, 1) = 0;
    char *end = strstr(front(&stream->partial), "\r\n\r\n");
    if (!end) {
        if (length(&stream->partial) > 65536) break_off(stream, "the head is too long");
        return count;
    }
    size_t whole = (size_t)(end - front(&stream->partial)) + 4;
    end[2] = 0;
    read_head(stream, front(&stream->partial));
    drop(&stream->partial, length(&stream->partial));
    return whole - before;
}

void stream_begin_body(struct stream *stream) {
    stream->state = in_body;
    stream->chunk = chunk_size;
}

static void read_line(
    struct stream *stream, const char *line, size_t count, event_handler *handler, void *context
) {
    if (count > 0 && line[count - 1] == '\r') count--;
    if (count == 0) {
        if (stream->has_data)
            handler(context, stream->has_mark ? &stream->mark : NULL, stream->has_id);
        stream->has_data = stream->has_mark = stream->has_id = false;
    } else if (count >= 5 && !memcmp(line, "data:", 5)) {
        stream->has_data = true;
        if (!stream->has_mark) stream->has_mark = find_mark(line + 5, count - 5, &stream->mark);
    } else if (count > 3 && !memcmp(line, "id:", 3)) {
        stream->has_id = true;
    }
}

static void feed_body(
    struct stream *stream, const char *data, size_t count, event_handler *handler, void *context
) {
    while (count > 0) {
        const char *end = memchr(data, '\n', count);
        size_t piece = end ? (size_t)(end - data) : count;
        if (!end || length(&stream->partial) > 0) append(&stream->partial, data, piece);
        if (!end) {
            if (length(&stream->partial) > 4 << 20) break_off(stream, "a line is too long");
            return;
        }
        if (length(&stream->partial) > 0) {
            read_line(
                stream, front(&stream->partial), length(&stream->partial), handler, context);
            drop(&stream->partial, length(&stream->partial));
        } else {
            read_line(stream, data, piece, handler, context);
        }
        data += piece + 1;
        count -= piece + 1;
    }
}

static int digit(char byte) {
    if (byte >= '0' && byte <= '9') return byte - '0';
    byte |= 0x20;
    return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

static void end_size_line(struct stream *stream) {
    if (!stream->has_digits) return break_off(stream, "bad chunk framing");
    stream->chunk = stream->chunk_left ? chunk_data : chunk_trailer;
    stream->is_line_empty = true;
}

// A byte of the framing around chunks.
static void feed_framing(struct stream *stream, char byte) {
    switch (stream->chunk) {
    case chunk_size:
        if (digit(byte) >= 0) {
            stream->chunk_left = stream->chunk_left * 16 + (uint64_t)digit(byte);
            stream->has_digits = true;
        } else if (byte == '\n') {
            end_size_line(stream);
        } else if (byte == ';') {
            stream->chunk = chunk_extension;
        } else if (byte != '\r') {
            break_off(stream, "bad chunk framing");
        }
        break;
    case chunk_extension:
        if (byte == '\n') end_size_line(stream);
        break;
    case chunk_end:
        if (byte == '\n') {
            stream->chunk = chunk_size;
            stream->has_digits = false;
        } else if (byte != '\r') {
            break_off(stream, "bad chunk framing");
        }
        break;
    case chunk_trailer:
        if (byte == '\n' && stream->is_line_empty) stream->state = is_over;
        if (byte != '\r') stream->is_line_empty = byte == '\n';
        break;
    case chunk_data: break;
    }
}

void stream_feed(
    struct stream *stream, const char *data, size_t count, event_handler *handler, void *context
) {
    while (count > 0 && stream->state <= in_body) {
        size_t taken = 1;
        if (stream->state == in_head) {
            taken = feed_head(stream, data, count);
        } else if (!stream->is_chunked) {
            feed_body(stream, data, taken = count, handler, context);
        } else if (stream->chunk == chunk_data) {
            taken = count < stream->chunk_left ? count : stream->chunk_left;
            feed_body(stream, data, taken, handler, context);
            stream->chunk_left -= taken;
            if (stream->chunk_left == 0) stream->chunk = chunk_end;
        } else {
            feed_framing(stream, *data);
        }
        data += taken;
        count -= taken;
    }
}

void stream_free(struct stream *stream) {
    free(stream->partial.data);
    *stream = (struct stream){0};
}
