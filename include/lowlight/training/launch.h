// How a process was started: alone, or as one of several that train together.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace lowlight::training {

/// The place of a process among those that train together, as torchrun, Kubernetes' PyTorchJob and
/// others tell it in the environment.
struct Launch {
  int64_t rank = 0;           ///< RANK
  int64_t size = 1;           ///< WORLD_SIZE
  int64_t local_rank = 0;     ///< LOCAL_RANK: among the processes of this machine
  std::string address;        ///< MASTER_ADDR: where the processes meet
  int64_t port = 0;           ///< MASTER_PORT
  int64_t attempt = 0;        ///< TORCHELASTIC_RESTART_COUNT: how often they were started again
  bool met_by_agent = false;  ///< TORCHELASTIC_USE_AGENT_STORE: the starter keeps the meeting place

  bool operator==(const Launch&) const = default;
};

/// What the environment, a name → its value or "" where it is not set, tells: one process where
/// WORLD_SIZE is not set or 1. Throws ConfigError with everything that is missing or no sensible
/// number.
Launch launch_from(const std::function<std::string(const char*)>& environment);

/// That of this process.
Launch launch_from_environment();

/// The device that a process of several uses where all are told `device`: of "cuda", and of "auto"
/// where there is a GPU, that with the number of the process on its machine.
std::string device_of(const std::string& device, const Launch& launch);

}  // namespace lowlight::training
