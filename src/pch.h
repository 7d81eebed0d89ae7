// Precompiled for every room and test; included by the build system, never by name.
#pragma once
#include <torch/torch.h>
