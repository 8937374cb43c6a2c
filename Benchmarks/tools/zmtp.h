// As much of ZMTP 3.0 (ZeroMQ's RFC 23) as it takes to push messages, which nobody acknowledges.
#ifndef ZMTP_H
#define ZMTP_H

#include "tool.h"

int zmtp_connect(int port);
void zmtp_message(struct bytes *out, const void *data, size_t count);

#endif
