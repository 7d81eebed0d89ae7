// Two pictures one over the other, and a handle that uncovers the one below.
#pragma once

#include <string>

#include "lowlight/batch/comparison.h"

namespace lowlight::batch {

/// Markup for a page with kSliderStyle and kSliderScript. `name`: of the photo, for who sees no
/// picture.
std::string slider(const Comparison& comparison, const std::string& name);

/// The handle is a range input over the pictures: it works by mouse, touch and keyboard.
inline constexpr char kSliderStyle[] = R"css(
.stage {
  --room: 19rem; display: grid; place-items: center; height: var(--room);
  background: var(--stage, #e9e7e2); border-radius: 10px 10px 0 0; overflow: hidden;
}
@media (prefers-color-scheme: dark) { .stage { --stage: #0e1012; } }
.pair {
  --at: 50%; position: relative; min-width: 3rem;
  width: min(100%, calc(var(--room) * var(--w) / var(--h)));
}
.pair img { display: block; width: 100%; height: auto; border-radius: 0; }
.pair img + img { position: absolute; inset: 0; height: 100%; clip-path: inset(0 0 0 var(--at)); }
.pair::after {
  content: ""; position: absolute; top: 0; bottom: 0; left: var(--at); width: 2px;
  margin-left: -1px; background: #fff; box-shadow: 0 0 3px #0009; pointer-events: none;
}
.pair .knob {
  position: absolute; top: 50%; left: var(--at); width: 30px; height: 30px;
  margin: -15px 0 0 -15px; border-radius: 50%; border: 2px solid #fff; background: #0007;
  color: #fff; pointer-events: none; font: 700 13px/26px system-ui, sans-serif; text-align: center;
}
.pair input {
  position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0;
  cursor: ew-resize; touch-action: pan-y; z-index: 1;
}
.pair:focus-within .knob { box-shadow: 0 0 0 4px var(--accent); }
.tag {
  position: absolute; top: .5rem; padding: 0 .5em; border-radius: 4px; background: #000a;
  color: #fff; font-size: .72rem; line-height: 1.6; pointer-events: none;
}
.tag.before { left: .5rem; } .tag.after { right: .5rem; }
)css";

inline constexpr char kSliderScript[] =
    "document.addEventListener('input', function (event) {\n"
    "  var pair = event.target.closest('.pair');\n"
    "  if (pair) pair.style.setProperty('--at', event.target.value + '%');\n"
    "});";

}  // namespace lowlight::batch
