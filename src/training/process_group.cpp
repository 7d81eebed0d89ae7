#include "lowlight/training/process_group.h"

#ifdef LOWLIGHT_GLOO
#include <ATen/ATen.h>
#include <dlfcn.h>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include <chrono>
#include <exception>
#include <type_traits>
#include <utility>

#include "training/nccl.h"
#endif

namespace lowlight::training {
namespace {

/// As alone(), as an object of its own.
class OneProcess final : public Ranks {
 public:
  int64_t rank() const override { return 0; }
  int64_t size() const override { return 1; }
  std::function<void()> begin_sum(at::Tensor values) const override {
    return alone().begin_sum(std::move(values));
  }
  void broadcast(at::Tensor, int64_t) const override {}
  std::vector<at::Tensor> gather(const at::Tensor& values) const override { return {values}; }
};

}  // namespace

#ifdef LOWLIGHT_GLOO
namespace {

using Milliseconds = std::chrono::milliseconds;
using Backend = c10::intrusive_ptr<c10d::Backend>;

/// The bytes of contiguous values: any type travels.
at::Tensor bytes_of(const at::Tensor& values) { return values.flatten().view(at::kByte); }

class ProcessGroup final : public Ranks {
 public:
  ProcessGroup(const Launch& launch, Milliseconds patience) : launch_(launch) {
    asked([&] {
      c10d::TCPStoreOptions meeting;
      meeting.port = uint16_t(launch.port);
      meeting.isServer = launch.rank == 0 && !launch.met_by_agent;
      meeting.waitWorkers = false;
      meeting.timeout = patience;
      const auto store = c10::make_intrusive<c10d::TCPStore>(launch.address, meeting);
      store->setTimeout(patience);
      // Processes that were started again do not read what those before them left.
      store_ = c10::make_intrusive<c10d::PrefixStore>("lowlight/" + std::to_string(launch.attempt),
                                                      store);
      gloo_ = c10::make_intrusive<c10d::ProcessGroupGloo>(
          c10::make_intrusive<c10d::PrefixStore>("cpu", store_),
          int(launch.rank),
          int(launch.size),
          c10d::ProcessGroupGloo::Options::create_default(patience));
      patience_ = patience;
    });
  }

  ~ProcessGroup() override {
    // Where the run fails others are gone or wait: whoever ends the process ends the exchange.
    if (!failed_ && std::uncaught_exceptions() == 0) return;
    gloo_.release();
    nccl_.release();
    store_.release();
  }

  int64_t rank() const override { return launch_.rank; }
  int64_t size() const override { return launch_.size; }

  std::function<void()> begin_sum(at::Tensor values) const override {
    const auto carried = carried_by(values);
    std::vector<at::Tensor> tensors = {carried.values};
    const auto work = asked([&] { return carried.backend->allreduce(tensors); });
    return [=, this] {
      asked([&] { work->wait(); });
      if (!carried.values.is_same(values)) values.copy_(carried.values);
    };
  }

  void broadcast(at::Tensor values, int64_t source) const override {
    if (values.numel() == 0) return;
    const auto carried = carried_by(values);
    std::vector<at::Tensor> tensors = {bytes_of(carried.values)};
    c10d::BroadcastOptions options;
    options.rootRank = source;
    asked([&] { return carried.backend->broadcast(tensors, options)->wait(); });
    if (!carried.values.is_same(values)) values.copy_(carried.values);
  }

  std::vector<at::Tensor> gather(const at::Tensor& values) const override {
    if (values.numel() == 0) return std::vector<at::Tensor>(size_t(size()), values);
    const auto carried = carried_by(values.detach().contiguous());
    std::vector<at::Tensor> tensors = {bytes_of(carried.values)};
    std::vector<std::vector<at::Tensor>> all(1);
    for (int64_t r = 0; r < size(); ++r) all[0].push_back(at::empty_like(tensors[0]));
    asked([&] { return carried.backend->allgather(all, tensors)->wait(); });
    for (auto& gathered : all[0])
      gathered = gathered.view(values.scalar_type()).view(values.sizes()).to(values.device());
    return all[0];
  }

 private:
  struct Carried {
    at::Tensor values;
    Backend backend;
  };

  /// The values where a backend takes them.
  Carried carried_by(const at::Tensor& values) const {
    if (values.is_cpu()) return {values, gloo_};
    const auto make = reinterpret_cast<NcclMaker>(::dlsym(RTLD_DEFAULT, kNcclMaker));
    if (!nccl_ && make != nullptr) {
      asked([&] {
        make(nccl_,
             c10::make_intrusive<c10d::PrefixStore>("gpu", store_),
             int(launch_.rank),
             int(launch_.size),
             patience_);
      });
    }
    return nccl_ ? Carried{values, nccl_} : Carried{values.cpu(), gloo_};
  }

  template <class Call>
  std::invoke_result_t<const Call&> asked(const Call& call) const {
    const auto lost = [&](const char* what) {
      failed_ = true;
      return RankError(
          "process " + std::to_string(launch_.rank) + " of " + std::to_string(launch_.size),
          {std::string("another process is gone or does not answer: ") + what});
    };
    try {
      return call();
    } catch (const c10::Error& error) {
      throw lost(error.what_without_backtrace());
    } catch (const std::exception& error) {
      throw lost(error.what());
    }
  }

  Launch launch_;
  Milliseconds patience_{};
  mutable bool failed_ = false;
  c10::intrusive_ptr<c10d::Store> store_;
  Backend gloo_;
  mutable Backend nccl_;
};

}  // namespace

std::string exchange_library() { return "Gloo"; }

std::unique_ptr<Ranks> connected(const Launch& launch, double seconds) {
  if (launch.size == 1) return std::make_unique<OneProcess>();
  return std::make_unique<ProcessGroup>(launch, Milliseconds(int64_t(1000 * seconds)));
}

#else

std::string exchange_library() { return ""; }

std::unique_ptr<Ranks> connected(const Launch& launch, double) {
  if (launch.size == 1) return std::make_unique<OneProcess>();
  throw ConfigError("the environment",
                    {"WORLD_SIZE is " + std::to_string(launch.size) +
                     ", but this build trains in one process: it was made without Gloo's headers"});
}

#endif

}  // namespace lowlight::training
