// Mathematics that reduced precision must not touch.
#pragma once

#include <c10/core/DispatchKeySet.h>
#include <c10/core/impl/LocalDispatchKeySet.h>

namespace lowlight {

/// While it lives, operators on this thread compute in the type of their operands, also where
/// autocast is on: differences of nearly equal numbers lose everything in bfloat16. Makes no
/// difference elsewhere.
class FullPrecision {
  c10::impl::ExcludeDispatchKeyGuard without_autocast_{c10::autocast_dispatch_keyset};
};

}  // namespace lowlight
