#include "training/gradient_sums.h"

#include <torch/nn/modules/linear.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <memory>

#include "support/catch.h"
#include "support/thread_ranks.h"

using namespace lowlight;
using namespace lowlight::training;
using lowlight::test::on_ranks;

namespace {

struct Pair : torch::nn::Module {
  Pair() {
    register_module("first", first.ptr());
    register_module("second", second.ptr());
    register_module("unused", unused.ptr());
    unused->weight.set_requires_grad(false);
    for (const auto& parameter : parameters()) parameter.detach().fill_(0.5);
  }
  torch::nn::Linear first{2, 3}, second{3, 1}, unused{2, 2};
};

at::Tensor input(int64_t rank) { return torch::full({4, 2}, double(rank + 1)); }

at::Tensor loss_of(Pair& pair, const at::Tensor& x) {
  return pair.second(pair.first(x)).square().mean();
}

}  // namespace

TEST_CASE("Gradients become their sum over the ranks, in one bucket or several") {
  Pair whole;
  (loss_of(whole, input(0)) + loss_of(whole, input(1))).backward();
  for (const int64_t bytes : {int64_t(1), int64_t(20), int64_t(1) << 20}) {
    std::vector<std::unique_ptr<Pair>> pairs(2);
    std::vector<size_t> buckets(2);
    on_ranks(2, [&](const Ranks& ranks) {
      const auto r = size_t(ranks.rank());
      pairs[r] = std::make_unique<Pair>();
      GradientSums sums(*pairs[r], ranks, bytes);
      buckets[r] = sums.buckets();
      for (int step = 0; step < 2; ++step) {
        for (auto& parameter : pairs[r]->parameters()) parameter.mutable_grad().reset();
        sums.begin();
        loss_of(*pairs[r], input(ranks.rank())).backward();
        sums.finish();
      }
    });
    CHECK(buckets[0] == (bytes == 1 ? 5 : bytes == 20 ? 2 : 1));
    for (const auto& pair : pairs) {
      const auto found = pair->parameters(), wanted = whole.parameters();
      for (size_t i = 0; i < wanted.size(); ++i) {
        CHECK(found[i].grad().defined() == wanted[i].grad().defined());
        if (wanted[i].grad().defined())
          CHECK(torch::allclose(found[i].grad(), wanted[i].grad(), 1e-6));
      }
    }
  }
}

TEST_CASE("A bucket travels while the backward pass still computes the others") {
  struct Layers : torch::nn::Module {
    Layers() { register_module("first", first.ptr()), register_module("last", last.ptr()); }
    torch::nn::Linear first{2, 3}, last{3, 1};
  };
  std::vector<size_t> sent_halfway(2), sent_by_backward(2), buckets(2);
  on_ranks(2, [&](const Ranks& ranks) {
    const auto r = size_t(ranks.rank());
    Layers layers;
    GradientSums sums(layers, ranks, /*bucket_bytes=*/1);
    buckets[r] = sums.buckets();
    sums.begin();
    // The values between the layers have their gradient before the first layer's weights have.
    const auto x = layers.first(input(ranks.rank())).square();
    const auto between = x.square();
    x.register_hook([&](const at::Tensor&) { sent_halfway[r] = sums.sent(); });
    layers.last(between).sum().backward();
    sent_by_backward[r] = sums.sent();
    sums.finish();
  });
  CHECK(buckets == std::vector<size_t>{4, 4});
  CHECK(sent_halfway == std::vector<size_t>{2, 2});
  CHECK(sent_by_backward == buckets);
}

TEST_CASE("A parameter has a gradient where it has one on any rank, and its own again if asked") {
  std::vector<std::unique_ptr<Pair>> pairs(2);
  std::vector<int> own(2);
  on_ranks(2, [&](const Ranks& ranks) {
    const auto r = size_t(ranks.rank());
    pairs[r] = std::make_unique<Pair>();
    GradientSums sums(*pairs[r], ranks);
    sums.begin();
    if (r == 1) pairs[r]->first(input(0)).sum().backward();
    sums.finish();
    sums.restore();
    own[r] = pairs[r]->first->weight.grad().defined();
    sums.begin();
    sums.finish();
  });
  CHECK(own == std::vector<int>{0, 1});
  for (const auto& pair : pairs) {
    CHECK(torch::allclose(pair->first->weight.grad(), torch::full({3, 2}, 4.0f)));
    CHECK_FALSE(pair->second->weight.grad().defined());
  }
}

TEST_CASE("Backward passes that were not announced are left alone") {
  Pair pair;
  {
    GradientSums sums(pair, alone());
    loss_of(pair, input(0)).backward();
  }
  loss_of(pair, input(0)).backward();
  CHECK(pair.first->weight.grad().defined());
}
