// Checks of programmer mistakes: wrong rank, channels, type, device.
#pragma once

#include <c10/util/Exception.h>

/// Throws c10::ValueError unless `condition` holds. The message names the rule that was broken and
/// the value that broke it, for example
///   LOWLIGHT_CHECK(x.dim() == 4, "PartialConv2d: x must be [N, C, H, W], got ", x.sizes());
/// The pieces are only joined on failure.
#define LOWLIGHT_CHECK(condition, ...) TORCH_CHECK_VALUE(condition, __VA_ARGS__)
