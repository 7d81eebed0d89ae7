// Transparent pixels.
#pragma once

#include "lowlight/imaging/picture_rows.h"

namespace lowlight::imaging {

/// The picture with every pixel of alpha 0 in the mean colour of the others, weighted by their
/// alpha and rounded: what nobody sees must not reach what is seen through windows and means. The
/// mean is taken now; the rows are covered as they are read. Pictures without alpha, and with
/// nothing visible, stay as they are.
PictureRows with_hidden_colours_covered(const PictureRows& picture);

}  // namespace lowlight::imaging
