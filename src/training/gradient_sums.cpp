#include "training/gradient_sums.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/function_hook.h>
#include <torch/csrc/autograd/variable.h>
#include <torch/nn/module.h>

#include <algorithm>
#include <memory>

namespace lowlight::training {

struct GradientSums::Hook : torch::autograd::PostAccumulateGradHook {
  Hook(GradientSums& the_sums, size_t the_parameter) : sums(the_sums), parameter(the_parameter) {}
  void operator()(const at::Tensor&) override { sums.add(parameter); }
  GradientSums& sums;
  size_t parameter;
};

GradientSums::GradientSums(const torch::nn::Module& module,
                           const Ranks& ranks,
                           int64_t bucket_bytes)
    : ranks_(ranks) {
  for (const auto& parameter : module.parameters()) {
    if (parameter.requires_grad()) parameters_.push_back(parameter);
  }
  std::ranges::reverse(parameters_);
  int64_t bytes = bucket_bytes;
  for (size_t i = 0; i < parameters_.size(); ++i) {
    if (bytes >= bucket_bytes) {
      buckets_.emplace_back();
      bytes = 0;
    }
    bytes += int64_t(parameters_[i].nbytes());
    buckets_.back().parameters.push_back(i);
    bucket_of_.push_back(buckets_.size() - 1);
    torch::autograd::impl::set_post_acc_grad_hooks(parameters_[i],
                                                   std::make_unique<Hook>(*this, i));
  }
}

GradientSums::~GradientSums() {
  for (auto& parameter : parameters_)
    torch::autograd::impl::set_post_acc_grad_hooks(parameter, nullptr);
}

void GradientSums::begin() {
  for (auto& bucket : buckets_) bucket.missing = bucket.parameters.size();
  own_.clear();
  sent_ = 0;
  active_ = true;
}

void GradientSums::add(size_t parameter) {
  if (!active_) return;
  --buckets_[bucket_of_[parameter]].missing;
  // All ranks send the buckets in one order, whatever order their gradients come in.
  while (sent_ < buckets_.size() && buckets_[sent_].missing == 0) send(buckets_[sent_++]);
}

void GradientSums::send(Bucket& bucket) {
  std::vector<at::Tensor> pieces;
  std::vector<float> there;
  for (const auto i : bucket.parameters) {
    const auto& gradient = parameters_[i].grad();
    there.push_back(gradient.defined() ? 1 : 0);
    pieces.push_back(gradient.defined() ? gradient.detach().flatten()
                                        : at::zeros({parameters_[i].numel()},
                                                    parameters_[i].options().requires_grad(false)));
  }
  pieces.push_back(at::tensor(there).to(pieces.front().options()));
  bucket.sums = at::cat(pieces);
  bucket.wait = ranks_.begin_sum(bucket.sums);
}

void GradientSums::receive(Bucket& bucket) {
  bucket.wait();
  const auto count = int64_t(bucket.parameters.size());
  const auto there = bucket.sums.narrow(0, bucket.sums.numel() - count, count).cpu();
  int64_t first = 0;
  for (int64_t k = 0; k < count; ++k) {
    auto& parameter = parameters_[bucket.parameters[size_t(k)]];
    own_.push_back(parameter.grad());
    if (there[k].item<double>() > 0) {
      parameter.mutable_grad() = bucket.sums.narrow(0, first, parameter.numel()).view_as(parameter);
    }
    first += parameter.numel();
  }
}

void GradientSums::finish() {
  active_ = false;
  while (sent_ < buckets_.size()) send(buckets_[sent_++]);
  for (auto& bucket : buckets_) receive(bucket);
}

void GradientSums::restore() {
  for (size_t i = 0; i < own_.size(); ++i) parameters_[i].mutable_grad() = own_[i];
  own_.clear();
}

}  // namespace lowlight::training
