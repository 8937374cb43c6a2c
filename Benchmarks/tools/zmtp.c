#include "zmtp.h"

#include <string.h>
#include <sys/socket.h>

static void hear(int socket, size_t count, char *data) {
    if (recv(socket, data, count, MSG_WAITALL) != (ssize_t)count) die("no ZMTP was spoken");
}

int zmtp_connect(int port) {
    int socket = connect_to(port);
    char greeting[64] = {[0] = '\xff', [9] = '\x7f', [10] = 3, [12] = 'N', 'U', 'L', 'L'};
    static const char ready[] = "\x04\x1a\x05READY\x0bSocket-Type\0\0\0\x04PUSH";
    if (send(socket, greeting, sizeof greeting, MSG_NOSIGNAL) < 0) die("no ZMTP was spoken");
    hear(socket, sizeof greeting, greeting);
    if (send(socket, ready, sizeof ready - 1, MSG_NOSIGNAL) < 0) die("no ZMTP was spoken");
    char answer[256];
    hear(socket, 2, answer);
    hear(socket, (uint8_t)answer[1], answer);
    return socket;
}

void zmtp_message(struct bytes *out, const void *data, size_t count) {
    uint8_t head[9] = {2};
    for (int i = 0; i < 8; i++) head[8 - i] = (uint8_t)(count >> i * 8);
    append(out, head, sizeof head);
    append(out, data, count);
}
