// Ranks that are processes, on one machine or several.
#pragma once

#include <memory>
#include <string>

#include "lowlight/core/ranks.h"
#include "lowlight/training/launch.h"

namespace lowlight::training {

/// What exchanges tensors, "Gloo"; "" where the build has nothing and a process trains alone.
std::string exchange_library();

/// Meets the other processes of `launch`, by LibTorch's c10d. Tensors of the CPU travel by Gloo,
/// over the network interface that GLOO_SOCKET_IFNAME names or else that of the machine's name;
/// those of a GPU by NCCL, or through the CPU where the build lacks it. A process that is not
/// answered within `seconds`, here or later, throws RankError. One process alone meets nobody. The
/// program ignores SIGPIPE first: Gloo writes to sockets that others close when they end, and the
/// signal would end this process without a word.
std::unique_ptr<Ranks> connected(const Launch& launch, double seconds);

}  // namespace lowlight::training
