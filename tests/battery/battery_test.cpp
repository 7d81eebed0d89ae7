// What every block and network must do, run over every entry of the tables of subjects.
#include <torch/utils.h>

#include <set>

#include "battery/subjects.h"
#include "lowlight/io/checkpoint.h"
#include "support/catch.h"
#include "support/temporary_folder.h"
#include "support/tensor_compare.h"

using namespace lowlight::test;

namespace {

constexpr double kRounding = 1e-4;

Tensors run(const Subject& subject, torch::nn::Module& module, const Tensors& inputs) {
  torch::NoGradGuard no_grad;
  return subject.run(module, inputs);
}

void check_close(const Tensors& found, const Tensors& expected, double tolerance) {
  REQUIRE(found.size() == expected.size());
  for (size_t i = 0; i < found.size(); ++i) CHECK(mixed_error(found[i], expected[i]) <= tolerance);
}

Tensors each(const Tensors& inputs, const std::function<at::Tensor(const at::Tensor&)>& change) {
  Tensors changed;
  for (const auto& x : inputs) changed.push_back(change(x));
  return changed;
}

std::vector<at::Tensor> registered(const torch::nn::Module& module) {
  auto all = module.parameters();
  for (const auto& buffer : module.buffers()) all.push_back(buffer);
  return all;
}

template <class Check>
void for_every_subject(Check check) {
  for (const auto& subject : subjects()) {
    INFO(subject.name);
    check(subject, *subject.make());
  }
}

}  // namespace

TEST_CASE("No two registered tensors share storage") {
  for_every_subject([](const Subject&, torch::nn::Module& module) {
    std::set<const void*> storages;
    const auto tensors = registered(module);
    for (const auto& tensor : tensors) storages.insert(tensor.storage().data());
    CHECK(storages.size() == tensors.size());
    CHECK(!tensors.empty());
  });
}

TEST_CASE("Every parameter gets a finite gradient that is not zero") {
  for_every_subject([](const Subject& subject, torch::nn::Module& module) {
    auto total = torch::zeros({});
    for (const auto& y : subject.run(module, subject.inputs(2, 9, 10))) {
      if (y.requires_grad()) total = total + (y * torch::randn_like(y)).sum();
    }
    total.backward();
    for (const auto& entry : module.named_parameters()) {
      INFO(entry.key());
      const auto gradient = entry.value().grad();
      REQUIRE(gradient.defined());
      CHECK(gradient.isfinite().all().item<bool>());
      CHECK(gradient.ne(0).any().item<bool>());
    }
  });
}

TEST_CASE("A clone gives the same output and shares nothing") {
  for_every_subject([](const Subject& subject, torch::nn::Module& module) {
    const auto inputs = subject.inputs(2, 9, 10);
    const auto before = run(subject, module, inputs);
    const auto clone = module.clone();
    check_close(run(subject, *clone, inputs), before, 0);
    torch::NoGradGuard no_grad;
    for (auto& tensor : registered(*clone)) tensor.zero_();
    check_close(run(subject, module, inputs), before, 0);
  });
}

TEST_CASE("What is saved and loaded gives the same output") {
  const TemporaryFolder folder;
  const auto file = folder / "weights.safetensors";
  for_every_subject([&](const Subject& subject, torch::nn::Module& module) {
    const auto inputs = subject.inputs(2, 9, 10);
    lowlight::io::save_checkpoint(file, module, {});
    const auto other = subject.make();
    const auto expected = run(subject, module, inputs);
    CHECK(mixed_error(run(subject, *other, inputs)[0], expected[0]) > 0);
    lowlight::io::load_checkpoint(file, *other);
    check_close(run(subject, *other, inputs), expected, 0);
  });
}

TEST_CASE("Double precision leaves nothing behind and agrees with single") {
  for_every_subject([](const Subject& subject, torch::nn::Module& module) {
    const auto inputs = subject.inputs(2, 9, 10);
    const auto single = run(subject, module, inputs);
    module.to(at::kDouble);
    for (const auto& tensor : registered(module)) CHECK(tensor.scalar_type() == at::kDouble);
    const auto twice =
        run(subject, module, each(inputs, [](const at::Tensor& x) { return x.to(at::kDouble); }));
    for (const auto& y : twice) CHECK(y.scalar_type() == at::kDouble);
    check_close(twice, each(single, [](const at::Tensor& x) { return x.to(at::kDouble); }), 1e-3);
  });
}

TEST_CASE("Odd and smallest sizes give finite outputs and an empty batch an empty one") {
  for_every_subject([](const Subject& subject, torch::nn::Module& module) {
    const int64_t least = subject.least_side;
    for (const auto& [height, width] :
         {std::pair{least, least}, {least, 17}, {17, least}, {13, 11}, {12, 15}, {16, 16}}) {
      INFO(height << " x " << width);
      for (const auto& y : run(subject, module, subject.inputs(1, height, width))) {
        CHECK(y.isfinite().all().item<bool>());
      }
    }
    for (const auto& y : run(subject, module, subject.inputs(0, 16, 16))) CHECK(y.size(0) == 0);
  });
}

TEST_CASE("Strided and channels-last inputs give what contiguous ones give") {
  for_every_subject([](const Subject& subject, torch::nn::Module& module) {
    const auto inputs = subject.inputs(2, 9, 10);
    const auto expected = run(subject, module, inputs);
    const auto strided = each(inputs, [](const at::Tensor& x) {
      return x.transpose(0, x.dim() - 1).contiguous().transpose(0, x.dim() - 1);
    });
    const auto channels_last = each(inputs, [](const at::Tensor& x) {
      return x.dim() == 4 ? x.contiguous(at::MemoryFormat::ChannelsLast) : x;
    });
    check_close(run(subject, module, strided), expected, kRounding);
    check_close(run(subject, module, channels_last), expected, kRounding);
  });
}

TEST_CASE("Each sample of a batch is treated as if it were alone") {
  for_every_subject([](const Subject& subject, torch::nn::Module& module) {
    const auto inputs = subject.inputs(3, 9, 10);
    const auto together = run(subject, module, inputs);
    for (int64_t n = 0; n < 3; ++n) {
      const auto sample = [n](const at::Tensor& x) { return x.slice(0, n, n + 1); };
      check_close(run(subject, module, each(inputs, sample)), each(together, sample), kRounding);
    }
  });
}

TEST_CASE("Inputs are left as they were") {
  for_every_subject([](const Subject& subject, torch::nn::Module& module) {
    const auto inputs = subject.inputs(2, 9, 10);
    const auto before = each(inputs, [](const at::Tensor& x) { return x.clone(); });
    run(subject, module, inputs);
    check_close(inputs, before, 0);
  });
}

TEST_CASE("An input with too many channels or too few dimensions is refused with its shape") {
  for_every_subject([](const Subject& subject, torch::nn::Module& module) {
    const auto good = subject.inputs(2, 9, 10);
    for (const auto& bad : {at::cat({good[0], good[0]}, 1), good[0].select(0, 0)}) {
      auto inputs = good;
      inputs[0] = bad;
      try {
        run(subject, module, inputs);
        FAIL_CHECK("a shape was accepted: " << bad.sizes());
      } catch (const c10::ValueError& error) {
        std::ostringstream shape;
        shape << bad.sizes();
        CHECK_THAT(error.what_without_backtrace(), ContainsSubstring(shape.str()));
        CHECK_THAT(error.what_without_backtrace(), ContainsSubstring("must be"));
      }
    }
  });
}
