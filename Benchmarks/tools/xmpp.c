#include "xmpp.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static void say(int socket, const struct bytes *bytes) {
    if (send(socket, front(bytes), length(bytes), MSG_NOSIGNAL) != (ssize_t)length(bytes))
        die("the XMPP connection broke");
}

// Waits until one of the texts has come, and throws away everything up to it.
static void hear(int socket, const char *text) {
    struct bytes in = {0};
    while (true) {
        ssize_t count = recv(socket, room(&in, 4097), 4096, 0);
        if (count <= 0) die("the XMPP connection ended before '%s' came", text);
        in.end += (size_t)count;
        in.data[in.end] = 0;
        if (strstr(front(&in), text)) break;
        if (strstr(front(&in), "<failure") || strstr(front(&in), "stream:error"))
            die("refused: %s", front(&in));
    }
    free(in.data);
}

int xmpp_serve(int listener, const char *domain) {
    int socket = accept(listener, NULL, NULL);
    struct bytes out = {0};
    hear(socket, "to=");
    append_text(
        &out,
        "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' "
        "xmlns:stream='http://etherx.jabber.org/streams' id='bench' from='%s'>",
        domain);
    say(socket, &out);
    hear(socket, "</handshake>");
    drop(&out, length(&out));
    append_text(&out, "<handshake/>");
    say(socket, &out);
    return socket;
}

static void append_base64(struct bytes *out, const uint8_t *data, size_t count) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < count; i += 3) {
        uint32_t group = (uint32_t)data[i] << 16;
        if (i + 1 < count) group |= (uint32_t)data[i + 1] << 8;
        if (i + 2 < count) group |= data[i + 2];
        char text[4] = {digits[group >> 18], digits[group >> 12 & 63], '=', '='};
        if (i + 1 < count) text[2] = digits[group >> 6 & 63];
        if (i + 2 < count) text[3] = digits[group & 63];
        append(out, text, 4);
    }
}

static void open_stream(int socket, const char *domain) {
    struct bytes out = {0};
    append_text(
        &out,
        "<?xml version='1.0'?><stream:stream xmlns='jabber:client' version='1.0' "
        "xmlns:stream='http://etherx.jabber.org/streams' to='%s'>",
        domain);
    say(socket, &out);
    hear(socket, "</stream:features>");
}

int xmpp_log_in(int port, const char *jid, const char *password) {
    const char *at = strchr(jid, '@');
    if (!at) die("--jid is not user@domain");
    int socket = connect_to(port);
    open_stream(socket, at + 1);
    struct bytes secret = {0}, out = {0};
    append(&secret, "", 1);
    append(&secret, jid, (size_t)(at - jid));
    append(&secret, "", 1);
    append(&secret, password, strlen(password));
    append_text(&out, "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>");
    append_base64(&out, (uint8_t *)front(&secret), length(&secret));
    append_text(&out, "</auth>");
    say(socket, &out);
    hear(socket, "<success");
    open_stream(socket, at + 1);
    drop(&out, length(&out));
    append_text(
        &out, "<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>");
    say(socket, &out);
    hear(socket, "</jid>");
    return socket;
}

void xmpp_publish(
    struct bytes *out, const char *from, const char *to, const char *node, uint64_t id,
    const char *text
) {
    append_text(
        out,
        "<iq type='set' id='%" PRIu64 "' from='%s' to='%s'>"
        "<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='%s'><item>"
        "<json xmlns='urn:xmpp:json:0'>\"",
        id, from, to, node);
    append(out, text, strlen(text));
    append_text(out, "\"</json></item></publish></pubsub></iq>");
}

// An attribute of a start tag, as it stands between its quotes.
static bool attribute(const char *tag, const char *name, char *value, size_t capacity) {
    char wanted[32];
    snprintf(wanted, sizeof wanted, " %s=", name);
    const char *at = strstr(tag, wanted);
    if (!at) return false;
    at += strlen(wanted);
    const char *end = strchr(at + 1, *at);
    if (!end || (size_t)(end - at) > capacity) return false;
    memcpy(value, at + 1, (size_t)(end - at - 1));
    value[end - at - 1] = 0;
    return true;
}

static void answer(
    const char *tag, const char *rest, struct bytes *out, answer_handler *handler
) {
    char type[16], id[256];
    if (!attribute(tag, "type", type, sizeof type) || !attribute(tag, "id", id, sizeof id)) return;
    if (!strcmp(type, "get")) {
        char from[256];
        if (!attribute(tag, "from", from, sizeof from)) return;
        append_text(out, "<iq type='result' id='%s' from='%s' to='%s'/>", id, from, from);
    } else if (!strcmp(type, "result") && id[0] >= '0' && id[0] <= '9') {
        handler(strtoull(id, NULL, 10), NULL);
    } else if (!strcmp(type, "error") && id[0] >= '0' && id[0] <= '9') {
        handler(strtoull(id, NULL, 10), rest);
    }
}

void xmpp_receive(struct bytes *in, struct bytes *out, answer_handler *handler) {
    *room(in, 1) = 0;
    char *at = front(in), *end = at + length(in), *tag;
    while ((tag = strstr(at, "<iq "))) {
        char *close = memchr(tag, '>', (size_t)(end - tag));
        if (!close) break;
        *close = 0;
        answer(tag, close + 1, out, handler);
        at = close + 1;
    }
    if (!tag) {
        // The beginning of a tag may be among the last bytes.
        for (tag = end; tag > at && end - tag < 4;) tag--;
    }
    drop(in, (size_t)(tag - front(in)));
}
