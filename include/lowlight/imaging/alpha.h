// Transparent pixels.
#pragma once

#include "lowlight/imaging/picture_rows.h"

namespace lowlight::imaging {

/// Gives every pixel of alpha 0 the mean colour of the others, weighted by their alpha and rounded:
/// what nobody sees must not reach what is seen, through windows and means. Pictures without alpha,
/// and with nothing visible, stay as they are.
void cover_hidden_colours(Image& image);

/// The same of rows that are read later; their mean is taken now.
PictureRows with_hidden_colours_covered(const PictureRows& picture);

}  // namespace lowlight::imaging
