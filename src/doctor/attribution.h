// Which module and which loss term an operation belongs to. Private to the room.
#pragma once

#include "lowlight/doctor/trace.h"

namespace lowlight::doctor {

/// Fills in what values were computed from, and the module and term of each operation:
/// - an operation that reads weights, or what was computed from weights alone, is that module's
/// (the
///   modules' common ancestor's where there are several);
/// - one that reads none comes after the module from whose operation its latest input came;
/// - one past all weights that leads to a single loss term is that term's;
/// - one that computes gradients is where the operation is whose gradient it computes.
void attribute(Trace& trace, const std::vector<std::string>& masks);

}  // namespace lowlight::doctor
