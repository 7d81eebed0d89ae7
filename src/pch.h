// Precompiled for every room and program; included by the build system, never by name. What only
// few files use is left out, because every file pays for it: torch/nn.h alone costs each a second.
// torch/nn/cloneable.h costs nothing measurable, and spares every file with a module two seconds.
#pragma once
#include <ATen/ATen.h>
#include <torch/autograd.h>
#include <torch/nn/cloneable.h>
#include <torch/types.h>
#include <torch/utils.h>
