#include "lowlight/batch/photo_processor.h"

namespace lowlight::batch {

imaging::Image processed(const PhotoProcessor& processor, imaging::Image image, Remarks* remarks) {
  processor.process(image, image.height(), imaging::replace_rows_of(image), remarks);
  return image;
}

}  // namespace lowlight::batch
