#include "training/moving_average.h"

#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/linear.h>
#include <torch/types.h>
#include <torch/utils.h>

#include "support/catch.h"

using namespace lowlight::training;

TEST_CASE("The average follows the weights: fast at first, then with its decay") {
  torch::nn::Linear network(1, 1);
  torch::NoGradGuard no_gradients;
  network->weight.fill_(0);
  MovingAverage average(*network, 0.5);
  network->weight.fill_(1);
  average.update(0);
  CHECK(average.tensors().at("weight").item<double>() == Approx(0.9));
  average.update(100);
  CHECK(average.tensors().at("weight").item<double>() == Approx(0.95));
  CHECK(network->weight.item<double>() == 1);
}

TEST_CASE("Counters are copied and not averaged") {
  torch::nn::BatchNorm1d network(2);
  MovingAverage average(*network, 0.9);
  network->forward(torch::rand({4, 2}));
  average.update(0);
  CHECK(average.tensors().at("num_batches_tracked").item<int64_t>() == 1);
}
