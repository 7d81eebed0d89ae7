// The behaviours of LibTorch that this code relies on or keeps clear of. When LibTorch is upgraded
// and one changes, it fails here first, by name.
#include <torch/library.h>
#include <torch/nn/cloneable.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/pimpl.h>
#include <torch/optim/sgd.h>
#include <torch/serialize.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <sstream>

#include "support/catch.h"
#include "support/tensor_compare.h"

using lowlight::test::same;

namespace {

struct PairImpl : torch::nn::Cloneable<PairImpl> {
  PairImpl() { reset(); }
  void reset() override {
    a = register_module("a", torch::nn::Linear(2, 2));
    p = register_parameter("p", torch::ones({2}));
    b = register_module("b", torch::nn::Linear(2, 2));
  }
  torch::nn::Linear b{nullptr}, a{nullptr};  // not in the order of registration
  at::Tensor p;
};
TORCH_MODULE(Pair);

struct AliasImpl : torch::nn::Cloneable<AliasImpl> {
  AliasImpl() { reset(); }
  void reset() override {
    conv = register_module("conv", torch::nn::Linear(2, 2));
    conv_1 = register_module("conv_1", conv);
  }
  torch::nn::Linear conv{nullptr}, conv_1{nullptr};
};
TORCH_MODULE(Alias);

std::vector<std::string> parameter_names(const torch::nn::Module& module) {
  return module.named_parameters().keys();
}

template <class Saved>
std::string saved(const Saved& object) {
  std::ostringstream stream;
  torch::save(object, stream);
  return stream.str();
}

template <class Loaded>
void load(Loaded& object, const std::string& bytes) {
  std::istringstream stream(bytes);
  torch::load(object, stream);
}

}  // namespace

TEST_CASE("Row 1: two names of one holder are one layer and its step is doubled") {
  Alias module;
  CHECK(module->conv->weight.is_alias_of(module->conv_1->weight));
  REQUIRE(module->parameters().size() == 4);
  const auto before = module->conv->weight.detach().clone();
  for (auto& parameter : module->parameters())
    parameter.mutable_grad() = torch::ones_like(parameter);
  torch::optim::SGD(module->parameters(), 1.0).step();
  CHECK(lowlight::test::mixed_error(before - module->conv->weight, torch::full({2, 2}, 2.0)) <
        1e-6);
}

TEST_CASE("Row 2: an alias that is not registered is invisible") {
  struct Hidden : torch::nn::Module {
    torch::nn::Linear conv = register_module("conv", torch::nn::Linear(2, 2));
    torch::nn::Linear alias = conv;
  } module;
  CHECK(parameter_names(module) == std::vector<std::string>{"conv.weight", "conv.bias"});
}

TEST_CASE("Row 3: assigning a registered member detaches it and replace_module mends that") {
  struct Detached : torch::nn::Module {
    at::Tensor buffer = register_buffer("buffer", torch::ones({1}));
    torch::nn::Linear layer = register_module("layer", torch::nn::Linear(2, 2));
  } module;
  module.buffer = module.buffer * 2;
  CHECK(module.named_buffers()["buffer"].item<float>() == 1);
  module.layer = torch::nn::Linear(2, 2);
  CHECK_FALSE(module.named_parameters()["layer.weight"].is_alias_of(module.layer->weight));
  module.layer = module.replace_module("layer", torch::nn::Linear(2, 2));
  CHECK(module.named_parameters()["layer.weight"].is_alias_of(module.layer->weight));
}

TEST_CASE("Row 4: plain tensors and vectors of holders are not registered and not converted") {
  struct Plain : torch::nn::Module {
    at::Tensor constant = torch::ones({2});
    std::vector<torch::nn::Linear> layers{torch::nn::Linear(2, 2)};
  } module;
  module.to(at::kDouble);
  CHECK(module.parameters().empty());
  CHECK(module.constant.scalar_type() == at::kFloat);
  CHECK(module.layers[0]->weight.scalar_type() == at::kFloat);
}

TEST_CASE("Row 5: a copy of a const holder writes through") {
  const torch::nn::Linear original(2, 2);
  auto copy = original;
  torch::NoGradGuard no_grad;
  copy->weight.fill_(3);
  CHECK(original->weight.eq(3).all().item<bool>());
}

TEST_CASE("Row 6: clone needs Cloneable with registration in reset and keeps aliases made there") {
  struct Bare : torch::nn::Module {};
  CHECK_THROWS_AS(Bare().clone(), c10::Error);

  struct InConstructorImpl : torch::nn::Cloneable<InConstructorImpl> {
    InConstructorImpl() { register_parameter("weight", torch::ones({1})); }
    void reset() override {}
  };
  CHECK_THROWS_AS(InConstructorImpl().clone(), c10::Error);

  Pair original;
  const auto deep = std::dynamic_pointer_cast<PairImpl>(original->clone());
  REQUIRE(deep);
  CHECK(same(deep->p, original->p));
  CHECK_FALSE(deep->p.is_alias_of(original->p));
  const PairImpl shallow(*original);
  CHECK(shallow.p.is_alias_of(original->p));

  const auto aliased = std::dynamic_pointer_cast<AliasImpl>(Alias()->clone());
  CHECK(aliased->conv->weight.is_alias_of(aliased->conv_1->weight));
}

TEST_CASE(
    "Row 7: parameters come before those of children and children in the order of registration") {
  CHECK(parameter_names(*Pair()) ==
        std::vector<std::string>{"p", "a.weight", "a.bias", "b.weight", "b.bias"});
}

TEST_CASE(
    "Row 8: torch::load takes wrong shapes and ignores extra keys and only misses missing ones") {
  torch::nn::Linear two(2, 2), three(3, 3);
  load(two, saved(three));
  CHECK(two->weight.sizes() == at::IntArrayRef({3, 3}));

  torch::nn::Linear bare(torch::nn::LinearOptions(2, 2).bias(false));
  const torch::nn::Linear with_bias(2, 2);
  load(bare, saved(with_bias));
  CHECK(torch::equal(bare->weight, with_bias->weight));
  torch::nn::Linear biased(2, 2);
  CHECK_THROWS_AS(load(biased, saved(bare)), c10::Error);
}

TEST_CASE(
    "Row 9: options are no part of a saved module but an optimiser restores its learning rate") {
  torch::nn::Conv2d strided(torch::nn::Conv2dOptions(1, 1, 3).stride(2)),
      plain(torch::nn::Conv2dOptions(1, 1, 3));
  load(plain, saved(strided));
  CHECK(plain->options.stride()->at(0) == 1);

  torch::optim::SGD slow(plain->parameters(), 0.1), fast(plain->parameters(), 0.9);
  load(fast, saved(slow));
  CHECK(static_cast<torch::optim::SGDOptions&>(fast.param_groups()[0].options()).lr() ==
        Approx(0.1));
}

TEST_CASE("Row 11: Sequential hands on one argument and names its children by number") {
  struct AddImpl : torch::nn::Module {
    at::Tensor forward(const at::Tensor& a, const at::Tensor& b) { return a + b; }
  };
  torch::nn::Sequential stages(torch::nn::Linear(2, 2), AddImpl());
  CHECK(parameter_names(*stages) == std::vector<std::string>{"0.weight", "0.bias"});
  CHECK_THROWS_AS(stages->forward(torch::ones({1, 2})), c10::Error);
}

TEST_CASE("Row 12: options changed after construction take effect in part") {
  torch::nn::Conv2d conv(torch::nn::Conv2dOptions(1, 1, 1));
  conv->options.stride(2).bias(false);
  CHECK(conv->forward(torch::ones({1, 1, 4, 4})).size(2) == 2);
  CHECK(conv->bias.defined());
}

TEST_CASE("Row 13: TORCH_CHECK and its kinds throw c10 errors whose what carries a backtrace") {
  CHECK_THROWS_AS([] { TORCH_CHECK_VALUE(false, "no"); }(), c10::ValueError);
  CHECK_THROWS_AS([] { TORCH_CHECK_INDEX(false, "no"); }(), c10::IndexError);
  CHECK_THROWS_AS([] { TORCH_CHECK_TYPE(false, "no"); }(), c10::TypeError);
  CHECK_THROWS_AS([] { TORCH_CHECK_NOT_IMPLEMENTED(false, "no"); }(), c10::NotImplementedError);
  try {
    TORCH_CHECK(false, "the rule");
  } catch (const c10::Error& error) {
    CHECK(std::string(error.what_without_backtrace()) == "the rule");
    CHECK(std::string(error.what()).size() > std::string("the rule").size());
  }
}

TEST_CASE("Row 14: a default holder builds a module and a null one throws at first use") {
  Pair built;
  CHECK_FALSE(built.is_empty());
  Pair empty{nullptr};
  CHECK(empty.is_empty());
  CHECK_THROWS_WITH(empty->p, ContainsSubstring("Accessing empty ModuleHolder"));
}

TEST_CASE("Row 15: names with dots and names used twice are refused") {
  struct Named : torch::nn::Module {
    void add(const std::string& name) { register_module(name, torch::nn::Linear(1, 1)); }
  } module;
  module.add("a");
  CHECK_THROWS_AS(module.add("a"), c10::Error);
  CHECK_THROWS_AS(module.add("a.b"), c10::Error);
}

TEST_CASE("Row 16: copies of a tensor and conversions to its own type share storage") {
  const auto x = torch::ones({2});
  const auto copy = x;
  CHECK(copy.is_alias_of(x));
  CHECK(x.to(at::kFloat).is_alias_of(x));
  CHECK_FALSE(x.to(at::kDouble).is_alias_of(x));
}

namespace {

at::Tensor double_of(const at::Tensor& x) { return x * 2; }

// As a kernel would: on the numbers, so that autograd sees nothing of it.
at::Tensor double_by_hand(const at::Tensor& x) {
  auto y = at::empty_like(x);
  for (int64_t i = 0; i < x.numel(); ++i) y.data_ptr<float>()[i] = 2 * x.data_ptr<float>()[i];
  return y;
}

}  // namespace

TORCH_LIBRARY(lowlight_semantics, library) {
  library.def("composite(Tensor x) -> Tensor");
  library.def("overridden(Tensor x) -> Tensor");
}
TORCH_LIBRARY_IMPL(lowlight_semantics, CompositeImplicitAutograd, library) {
  library.impl("composite", double_of);
  library.impl("overridden", double_of);
}
TORCH_LIBRARY_IMPL(lowlight_semantics, CPU, library) { library.impl("overridden", double_by_hand); }

TEST_CASE(
    "Row 18a: a backend kernel beside a composite op drops its gradient with a mere warning") {
  const auto gradient = [](const char* name) {
    const auto x = torch::ones({2}, torch::requires_grad());
    const auto op = c10::Dispatcher::singleton()
                        .findSchemaOrThrow(name, "")
                        .typed<at::Tensor(const at::Tensor&)>();
    const auto y = op.call(x);
    // Since 2.1 the result of the bare kernel says that it requires a gradient; backward warns and
    // gives none.
    CHECK(y.requires_grad());
    y.sum().backward();
    return x.grad();
  };
  CHECK(same(gradient("lowlight_semantics::composite"), torch::full({2}, 2.0)));
  CHECK_FALSE(gradient("lowlight_semantics::overridden").defined());
}

TEST_CASE("Row 18b: at::ones ignores requires_grad where torch::ones does not") {
  CHECK_FALSE(at::ones({1}, torch::requires_grad()).requires_grad());
  CHECK(torch::ones({1}, torch::requires_grad()).requires_grad());
}
