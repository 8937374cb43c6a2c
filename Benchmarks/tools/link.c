#include "link.h"

#include <errno.h>
#include <nghttp2/nghttp2.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static SSL_CTX *tls_context;
static nghttp2_session_callbacks *http2_callbacks;
static char buffer[1 << 18];

static bool has_tls(enum dress dress) { return dress == tls || dress == http2_tls; }
static bool has_http2(enum dress dress) { return dress >= http2; }

// The one that asked for the stream, unless it has been closed.
static struct link *asker(nghttp2_session *session, int32_t id) {
    struct link *link = nghttp2_session_get_stream_user_data(session, id);
    return link && link->stream ? link : NULL;
}

static int has_field(
    nghttp2_session *session, const nghttp2_frame *frame, const uint8_t *name, size_t name_length,
    const uint8_t *value, size_t value_length, uint8_t flags, void *user
) {
    (void)flags, (void)user;
    struct link *link = asker(session, frame->hd.stream_id);
    if (!link) return 0;
    bool is_status = name_length == 7 && !memcmp(name, ":status", 7);
    if (is_status && (value_length != 3 || memcmp(value, "200", 3))) {
        link->stream->state = is_broken;
        link->stream->fault = "status is not 200";
    } else if (is_status) {
        stream_begin_body(link->stream);
    }
    return 0;
}

static int has_data(
    nghttp2_session *session, uint8_t flags, int32_t id, const uint8_t *data, size_t count,
    void *user
) {
    (void)flags, (void)user;
    struct link *link = asker(session, id);
    if (link) stream_feed(link->stream, (const char *)data, count, link->handler, link->context);
    return 0;
}

static int is_closed(nghttp2_session *session, int32_t id, uint32_t code, void *user) {
    (void)code, (void)user;
    struct link *link = asker(session, id);
    if (link && link->stream->state == in_body) link->stream->state = is_over;
    return 0;
}

void links_begin(enum dress dress) {
    if (has_tls(dress)) {
        tls_context = SSL_CTX_new(TLS_client_method());
        SSL_CTX_set_mode(tls_context, SSL_MODE_RELEASE_BUFFERS);
        static const unsigned char names[] = "\x02h2";
        if (has_http2(dress)) SSL_CTX_set_alpn_protos(tls_context, names, 3);
    }
    if (has_http2(dress)) {
        nghttp2_session_callbacks_new(&http2_callbacks);
        nghttp2_session_callbacks_set_on_header_callback(http2_callbacks, has_field);
        nghttp2_session_callbacks_set_on_data_chunk_recv_callback(http2_callbacks, has_data);
        nghttp2_session_callbacks_set_on_stream_close_callback(http2_callbacks, is_closed);
    }
}

void link_dress(struct link *link, enum dress dress) {
    if (has_tls(dress)) {
        link->tls = SSL_new(tls_context);
        SSL_set_fd(link->tls, link->descriptor);
        SSL_set_tlsext_host_name(link->tls, "localhost");
    }
    if (has_http2(dress)) {
        nghttp2_session *session;
        nghttp2_session_client_new(&session, http2_callbacks, link);
        nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, NULL, 0);
        link->http2 = session;
    }
}

enum outcome link_shake_hands(struct link *link) {
    if (!link->tls) return link_done;
    ERR_clear_error();
    int result = SSL_connect(link->tls);
    if (result == 1) return link_done;
    int error = SSL_get_error(link->tls, result);
    return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? link_again : link_failed;
}

// Requests and window updates are small: that a socket has no room for them is taken as a failure.
static enum outcome send_all(struct link *link, const void *data, size_t count) {
    ssize_t sent = link->tls ? SSL_write(link->tls, data, (int)count)
                             : send(link->descriptor, data, count, MSG_NOSIGNAL);
    return sent == (ssize_t)count ? link_done : link_failed;
}

static enum outcome send_frames(struct link *link) {
    const uint8_t *data;
    ssize_t count;
    while ((count = nghttp2_session_mem_send(link->http2, &data)) > 0)
        if (send_all(link, data, (size_t)count) != link_done) return link_failed;
    return count < 0 ? link_failed : link_done;
}

#define FIELD(name, value) \
    {(uint8_t *)(name), (uint8_t *)(value), strlen(name), strlen(value), NGHTTP2_NV_FLAG_NONE}

enum outcome link_ask(
    struct link *link, enum dress dress, const char *path, const char *host, const char *fields
) {
    if (!link->http2) {
        static struct bytes request;
        drop(&request, length(&request));
        append_text(
            &request, "GET %s HTTP/1.1\r\nHost: %s\r\nAccept: text/event-stream\r\n%s\r\n", path,
            host, fields);
        return send_all(link, front(&request), length(&request));
    }
    nghttp2_nv head[] = {
        FIELD(":method", "GET"), FIELD(":scheme", has_tls(dress) ? "https" : "http"),
        FIELD(":authority", host), FIELD(":path", path), FIELD("accept", "text/event-stream")};
    if (nghttp2_submit_request(link->http2, NULL, head, 5, NULL, link) < 0) return link_failed;
    return send_frames(link->carrier ? link->carrier : link);
}

static enum outcome take(struct link *link, size_t count) {
    if (!link->http2) {
        stream_feed(link->stream, buffer, count, link->handler, link->context);
        return link_again;
    }
    if (nghttp2_session_mem_recv(link->http2, (uint8_t *)buffer, count) < 0) return link_failed;
    return send_frames(link) == link_failed ? link_failed : link_again;
}

enum outcome link_read(struct link *link) {
    if (!link->tls) {
        ssize_t count = recv(link->descriptor, buffer, sizeof buffer, 0);
        if (count > 0) return take(link, (size_t)count);
        if (count == 0) return link_done;
        return errno == EAGAIN || errno == EINTR ? link_again : link_failed;
    }
    while (true) {
        ERR_clear_error();
        int count = SSL_read(link->tls, buffer, sizeof buffer);
        if (count > 0) {
            if (take(link, (size_t)count) == link_failed) return link_failed;
            continue;
        }
        int error = SSL_get_error(link->tls, count);
        if (error == SSL_ERROR_WANT_READ) return link_again;
        return error == SSL_ERROR_ZERO_RETURN ? link_done : link_failed;
    }
}

void link_ride(struct link *link, struct link *carrier) {
    link->carrier = carrier;
    link->http2 = carrier->http2;
}

void link_close(struct link *link) {
    if (link->http2 && !link->carrier) nghttp2_session_del(link->http2);
    if (link->tls) SSL_free(link->tls);
    if (link->descriptor >= 0) close(link->descriptor);
    *link = (struct link){.descriptor = -1};
}
