#include "training/mixed_precision.h"

#include <ATen/autocast_mode.h>

namespace lowlight::training {

MixedPrecision::MixedPrecision(c10::DeviceType device, bool on)
    : device_(device),
      on_(on),
      was_on_(at::autocast::is_autocast_enabled(device)),
      type_(at::autocast::get_autocast_dtype(device)) {
  if (!on_) return;
  at::autocast::set_autocast_dtype(device_, c10::ScalarType::BFloat16);
  at::autocast::set_autocast_enabled(device_, true);
  at::autocast::increment_nesting();
}

MixedPrecision::~MixedPrecision() {
  if (!on_) return;
  // The cache holds weights in bfloat16, which the next update makes old.
  if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
  at::autocast::set_autocast_enabled(device_, was_on_);
  at::autocast::set_autocast_dtype(device_, type_);
}

}  // namespace lowlight::training
