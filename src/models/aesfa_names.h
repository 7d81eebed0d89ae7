// The names of a StyleNetwork's parameters in published AesFA checkpoints.
#pragma once

#include <map>
#include <string>

#include "lowlight/models/style_network.h"

namespace lowlight::models {

/// Our name → published name of every parameter of `network`; no two are alike.
///   content_encoder.down_1.high.weight → netE.OctConv1_1.convh.weight
///   style_encoder.mix_2.low_to_high.weight → netS.OctConv2_3.L2H.weight (PartialOctConv2_3 in a
///   partial one) decoder.adapt_1.high_predictor.bias.weight →
///   netG.AdaOctConv1_1.kernelPredictor_h.bias.1.weight
/// Published checkpoints have two levels; further levels go on counting.
std::map<std::string, std::string> aesfa_names(const StyleNetworkImpl& network);

}  // namespace lowlight::models
