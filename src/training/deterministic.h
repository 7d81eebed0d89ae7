// Operations that always give the same bits.
#pragma once

namespace lowlight::training {

/// While it lives LibTorch uses deterministic algorithms only, on a GPU too, and throws where an
/// operation has none. Changes nothing where `on` is false.
class DeterministicScope {
 public:
  explicit DeterministicScope(bool on);
  ~DeterministicScope();
  DeterministicScope(const DeterministicScope&) = delete;
  DeterministicScope& operator=(const DeterministicScope&) = delete;

 private:
  bool on_, algorithms_, warn_only_, fill_, cudnn_, benchmark_;
};

}  // namespace lowlight::training
