#include "customer-svc/network/tree_picture.h"

#include <algorithm>
#include <cmath>

#include "common/pictures/label.h"
#include "customer-svc/network/picture_head.h"
#include "customer-svc/network/tree_layout.h"

namespace guanxi::customer {
namespace {

constexpr size_t kMostLeavesDown = 8;
constexpr double kBetween = 16;      // boxes side by side
constexpr double kBetweenRows = 44;  // levels
constexpr char kLine[] = "#98a2b3";
constexpr char kDotted[] = "#d55e00";

struct Box {
  double x, y, height;
};

size_t Leaves(const std::vector<int>& parents) {
  std::vector<bool> has_below(parents.size(), false);
  for (const int parent : parents) {
    if (parent >= 0) has_below[parent] = true;
  }
  return static_cast<size_t>(std::count(has_below.begin(), has_below.end(), false));
}

// Levels one below the other.
std::vector<Box> PlaceDown(const TreePicture& picture, const std::vector<double>& heights) {
  const std::vector<double> extents(heights.size(), kBoxWidth + kBetween);
  const std::vector<TreePlace> places = LayOutTree(picture.parents, extents);
  std::vector<double> rows;  // the height of each level
  for (size_t i = 0; i < places.size(); ++i) {
    if (static_cast<size_t>(places[i].level) >= rows.size()) rows.resize(places[i].level + 1, 0);
    rows[places[i].level] = std::max(rows[places[i].level], heights[i]);
  }
  std::vector<double> tops(rows.size(), 0);
  for (size_t i = 1; i < rows.size(); ++i) tops[i] = tops[i - 1] + rows[i - 1] + kBetweenRows;
  std::vector<Box> boxes;
  for (size_t i = 0; i < places.size(); ++i) {
    boxes.push_back({places[i].centre - kBoxWidth / 2, tops[places[i].level], heights[i]});
  }
  return boxes;
}

// Levels one beside the other.
std::vector<Box> PlaceRight(const TreePicture& picture, const std::vector<double>& heights) {
  std::vector<double> extents;
  for (const double height : heights) extents.push_back(height + kBetween);
  const std::vector<TreePlace> places = LayOutTree(picture.parents, extents);
  std::vector<Box> boxes;
  for (size_t i = 0; i < places.size(); ++i) {
    boxes.push_back({places[i].level * (kBoxWidth + kBetweenRows),
                     places[i].centre - heights[i] / 2, heights[i]});
  }
  return boxes;
}

// From the one above to the one below, by corners.
void Join(const Box& above, const Box& below, bool down, pictures::Svg* svg) {
  if (down) {
    const double from = above.x + kBoxWidth / 2;
    const double to = below.x + kBoxWidth / 2;
    const double middle = below.y - kBetweenRows / 2;
    svg->Line(from, above.y + above.height, from, middle, kLine);
    svg->Line(from, middle, to, middle, kLine);
    svg->Line(to, middle, to, below.y, kLine);
    return;
  }
  const double from = above.y + above.height / 2;
  const double to = below.y + below.height / 2;
  const double middle = below.x - kBetweenRows / 2;
  svg->Line(above.x + kBoxWidth, from, middle, from, kLine);
  svg->Line(middle, from, middle, to, kLine);
  svg->Line(middle, to, below.x, to, kLine);
}

}  // namespace

std::string DrawTree(const TreePicture& picture) {
  std::vector<double> heights;
  for (const TextBox& box : picture.boxes) heights.push_back(HeightOf(box));
  const bool down = Leaves(picture.parents) <= kMostLeavesDown;
  std::vector<Box> boxes = down ? PlaceDown(picture, heights) : PlaceRight(picture, heights);
  double width = 0;
  double height = 0;
  for (const Box& box : boxes) {
    width = std::max(width, box.x + kBoxWidth);
    height = std::max(height, box.y + box.height);
  }
  PictureHead head{picture.language, picture.title, picture.description, picture.legend, {}};
  double top = 0;
  pictures::Svg svg = BeginPicture(head, width, height, &top);
  for (Box& box : boxes) {
    box.x += kPictureMargin;
    box.y += top;
  }
  for (size_t i = 0; i < boxes.size(); ++i) {
    const int parent = picture.parents[i];
    if (parent >= 0) Join(boxes[parent], boxes[i], down, &svg);
  }
  for (const auto& [from, to] : picture.dotted) {
    svg.DashedLine(boxes[from].x + kBoxWidth / 2, boxes[from].y + boxes[from].height / 2,
                   boxes[to].x + kBoxWidth / 2, boxes[to].y + boxes[to].height / 2, kDotted, 1.5);
  }
  for (size_t i = 0; i < boxes.size(); ++i) {
    DrawBox(picture.boxes[i], boxes[i].x, boxes[i].y, &svg);
  }
  return svg.Finish();
}

}  // namespace guanxi::customer
