#include "blocks/bordered_planes.h"

#include <algorithm>

namespace lowlight::blocks {
namespace {

// The pixel of an axis that lies at `place`, which may be beyond its ends; −1 where there is none.
int64_t pixel_at(int64_t place, int64_t size, PaddingMode mode) {
  if (place >= 0 && place < size) return place;
  switch (mode) {
    case PaddingMode::reflect:
      return place < 0 ? -place : 2 * (size - 1) - place;
    case PaddingMode::replicate:
      return std::clamp<int64_t>(place, 0, size - 1);
    case PaddingMode::circular:
      return (place + size) % size;
    case PaddingMode::zeros:
      break;
  }
  return -1;
}

std::vector<int64_t> pixels_of_axis(
    int64_t size, int64_t stride, int64_t padding, int64_t places, PaddingMode mode) {
  std::vector<int64_t> pixels;
  for (int64_t phase = 0; phase < stride; ++phase) {
    for (int64_t i = 0; i < places; ++i) {
      const int64_t bordered = i * stride + phase;
      const bool inside = bordered < size + 2 * padding;
      pixels.push_back(inside ? pixel_at(bordered - padding, size, mode) : -1);
    }
  }
  return pixels;
}

// The places of a phase's rows that hold the map's own pixels, `stride` apart: [begin, end), from
// the pixel `first` on.
struct Run {
  Run(const BorderedPlanes& planes, int64_t phase)
      : begin((std::max<int64_t>(0, planes.padding - phase) + planes.stride - 1) / planes.stride),
        end(std::max(begin,
                     (planes.padding + planes.width - phase + planes.stride - 1) / planes.stride)),
        first(begin * planes.stride + phase - planes.padding) {}
  int64_t begin, end, first;
};

// Calls step(place, pixel) for the places of a run; a stride that is known is vectorised.
template <class Step>
void each_pixel(const Run& run, int64_t stride, Step&& step) {
  const int64_t count = run.end - run.begin;
  if (stride == 1) {
    for (int64_t j = 0; j < count; ++j) step(run.begin + j, run.first + j);
  } else if (stride == 2) {
    for (int64_t j = 0; j < count; ++j) step(run.begin + j, run.first + 2 * j);
  } else {
    for (int64_t j = 0; j < count; ++j) step(run.begin + j, run.first + j * stride);
  }
}

// Calls row(row of the map, first place of the plane, columns of its places, run of its own pixels)
// for each row of each phase.
template <class Row>
void each_row(const BorderedPlanes& planes, Row&& row) {
  for (int64_t b = 0; b < planes.stride; ++b) {
    const Run own(planes, b);
    const int64_t* column_of = planes.column_of.data() + b * planes.columns;
    for (int64_t a = 0; a < planes.stride; ++a) {
      const int64_t phase = (a * planes.stride + b) * planes.phase_size();
      for (int64_t i = 0; i < planes.rows; ++i)
        row(planes.row_of[a * planes.rows + i], phase + i * planes.columns, column_of, own);
    }
  }
}

// One row of a phase, of the map's row `row`.
template <class T>
void fill_row(const BorderedPlanes& planes,
              int64_t row,
              const T* map,
              const int64_t* column_of,
              const Run& own,
              T* places) {
  if (row < 0) {
    std::fill_n(places, planes.columns, T(0));
    return;
  }
  const T* pixels = map + row * planes.width;
  const auto gather = [&](int64_t from, int64_t to) {
    for (int64_t j = from; j < to; ++j) places[j] = column_of[j] < 0 ? T(0) : pixels[column_of[j]];
  };
  gather(0, own.begin);
  each_pixel(own, planes.stride, [&](int64_t j, int64_t i) { places[j] = pixels[i]; });
  gather(own.end, planes.columns);
}

}  // namespace

BorderedPlanes::BorderedPlanes(
    int64_t height_, int64_t width_, int64_t stride_, int64_t padding_, PaddingMode mode)
    : BorderedPlanes(height_,
                     width_,
                     stride_,
                     padding_,
                     mode,
                     (height_ + 2 * padding_ + stride_ - 1) / stride_,
                     (width_ + 2 * padding_ + stride_ - 1) / stride_) {}

BorderedPlanes::BorderedPlanes(int64_t height_,
                               int64_t width_,
                               int64_t stride_,
                               int64_t padding_,
                               PaddingMode mode,
                               int64_t rows_,
                               int64_t columns_)
    : height(height_),
      width(width_),
      stride(stride_),
      padding(padding_),
      rows(rows_),
      columns(columns_),
      row_of(pixels_of_axis(height, stride, padding, rows, mode)),
      column_of(pixels_of_axis(width, stride, padding, columns, mode)) {}

template <class T>
void fill_plane(const BorderedPlanes& planes, const T* map, T* plane) {
  each_row(planes, [&](int64_t row, int64_t begin, const int64_t* column_of, const Run& own) {
    fill_row(planes, row, map, column_of, own, plane + begin);
  });
}

template <class T>
void fill_rows(const BorderedPlanes& planes, const T* map, int64_t begin, int64_t end, T* rows) {
  const Run own(planes, 0);
  for (int64_t i = begin; i < end; ++i, rows += planes.columns)
    fill_row(planes, planes.row_of[i], map, planes.column_of.data(), own, rows);
}

template <class T>
void add_plane(const BorderedPlanes& planes, const T* plane, T* map) {
  each_row(planes, [&](int64_t row, int64_t begin, const int64_t* column_of, const Run& own) {
    if (row < 0) return;
    const T* places = plane + begin;
    T* pixels = map + row * planes.width;
    const auto scatter = [&](int64_t from, int64_t to) {
      for (int64_t j = from; j < to; ++j)
        if (column_of[j] >= 0) pixels[column_of[j]] += places[j];
    };
    scatter(0, own.begin);
    each_pixel(own, planes.stride, [&](int64_t j, int64_t i) { pixels[i] += places[j]; });
    scatter(own.end, planes.columns);
  });
}

template void fill_plane<float>(const BorderedPlanes&, const float*, float*);
template void fill_plane<double>(const BorderedPlanes&, const double*, double*);
template void fill_rows<float>(const BorderedPlanes&, const float*, int64_t, int64_t, float*);
template void fill_rows<double>(const BorderedPlanes&, const double*, int64_t, int64_t, double*);
template void add_plane<float>(const BorderedPlanes&, const float*, float*);
template void add_plane<double>(const BorderedPlanes&, const double*, double*);

}  // namespace lowlight::blocks
