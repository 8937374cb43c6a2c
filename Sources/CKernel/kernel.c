// All of it is inline in the header; a C target needs a source file.
#include "CKernel.h"
