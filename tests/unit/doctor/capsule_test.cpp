#include "lowlight/doctor/capsule.h"

#include <fstream>
#include <limits>

#include "lowlight/core/error.h"
#include "museum/museum.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::doctor;
using namespace lowlight::test;

namespace {

/// A step that draws random numbers and now and then takes the logarithm of 0.
Patient patient_in(torch::nn::Conv2d conv, const Capsule& capsule) {
  const auto x = capsule.batch.at("image");
  auto patient = patient_of(*conv, {{"image", x}}, [=]() mutable {
    return only("energy", torch::dropout(conv->forward(x).abs(), 0.1, true).log().mean());
  });
  patient.files = capsule.files;
  patient.tripped = capsule.tripped;
  patient.history = capsule.history;
  return patient;
}

torch::nn::Conv2d new_conv() { return torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 4, 3)); }

Capsule capsule_of(const torch::nn::Conv2d& conv) {
  Capsule capsule;
  capsule.step = 41;
  capsule.config = R"({"task":"style"})";
  capsule.batch = {{"image", torch::rand({2, 3, 8, 8})}};
  capsule.files = {"a.png", "größe.png"};
  capsule.masks = {"mask"};
  capsule.weights = io::module_tensors(*conv);
  capsule.random = {{"cpu", at::globalContext().defaultGenerator(at::kCPU).get_state()}};
  capsule.tripped = "loss term energy";
  capsule.history.losses = {1, 0.5, std::numeric_limits<double>::infinity()};
  return capsule;
}

}  // namespace

TEST_CASE("A capsule gives the same verdict in another place") {
  const TemporaryFolder folder;
  const auto path = folder / "step_41.safetensors";
  auto conv = new_conv();
  const auto capsule = capsule_of(conv);
  const auto verdict = diagnose(patient_in(conv, capsule));
  REQUIRE(verdict.cause.key == "log_of_zero");
  write_capsule(path, capsule, verdict);
  CHECK(read_verdict(path) == verdict);

  torch::rand({100});
  auto other = new_conv();
  const auto again = read_capsule(path);
  io::assign_tensors(*other, again.weights, path.string());
  auto generator = at::globalContext().defaultGenerator(at::kCPU);
  generator.set_state(again.random.at("cpu"));
  CHECK(diagnose(patient_in(other, again)) == verdict);
}

TEST_CASE("A capsule is written whatever bytes the names of its files have") {
  const TemporaryFolder folder;
  auto capsule = capsule_of(new_conv());
  capsule.files = {"caf\xe9.png"};
  write_capsule(folder / "c.safetensors", capsule, {});
  CHECK(read_capsule(folder / "c.safetensors").files == std::vector<std::string>{"caf\\xe9.png"});
}

TEST_CASE("A capsule reads back as it was written") {
  const TemporaryFolder folder;
  const auto path = folder / "c.safetensors";
  const auto capsule = capsule_of(new_conv());
  write_capsule(path, capsule, {});
  const auto again = read_capsule(path);
  CHECK(again.step == 41);
  CHECK(again.config == capsule.config);
  CHECK(again.files == capsule.files);
  CHECK(again.masks == capsule.masks);
  CHECK(again.tripped == capsule.tripped);
  CHECK(again.history.losses == capsule.history.losses);
  CHECK(again.history.learning_rates.empty());
  REQUIRE(again.weights.size() == 2);
  CHECK(again.weights.at("weight").equal(capsule.weights.at("weight")));
  CHECK(again.batch.at("image").equal(capsule.batch.at("image")));
}

TEST_CASE("What is no capsule is refused by name") {
  const TemporaryFolder folder;
  const auto path = folder / "c.safetensors";
  CHECK_THROWS_AS(read_capsule(path), CheckpointError);
  std::ofstream(path) << "nonsense";
  CHECK_THROWS_AS(read_capsule(path), CheckpointError);
  CHECK_THROWS_WITH(read_verdict(path), ContainsSubstring("c.json"));
  CHECK_THROWS_AS(write_capsule(folder / "no" / "c.safetensors", {}, {}), CheckpointError);
}
