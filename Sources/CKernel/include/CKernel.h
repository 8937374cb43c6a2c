#ifndef SLUICE_CKERNEL_H
#define SLUICE_CKERNEL_H

// What Glibc's Swift module leaves out of Linux.
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>

#endif
