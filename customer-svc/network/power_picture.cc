#include "customer-svc/network/power_picture.h"

#include <algorithm>
#include <numeric>

#include "customer-svc/network/picture_head.h"

namespace guanxi::customer {
namespace {

constexpr int kColumns = 5;
constexpr int kMostStance = 2;
constexpr int kMostInfluence = 100;
constexpr double kBetween = 12;
constexpr double kColumnWidth = kBoxWidth + 2 * kBetween;
// From no influence to all of it, as far as boxes leave room.
constexpr double kScale = 360;
constexpr double kHead = 28;
constexpr char kInfluences[] = "#0072b2";
constexpr char kReports[] = "#d55e00";
constexpr char kGrid[] = "#dddddd";

int ColumnOf(const PowerPicture::Person& person) {
  return std::clamp(person.stance, -kMostStance, kMostStance) + kMostStance;
}

double WishOf(const PowerPicture::Person& person) {
  const int influence = std::clamp(person.influence, 0, kMostInfluence);
  return kScale * (kMostInfluence - influence) / kMostInfluence;
}

void DrawLines(const PowerPicture& picture, const std::vector<PowerPlace>& places,
               pictures::Svg* svg) {
  const auto middle = [&](int i) {
    return PowerPlace{places[i].x + kBoxWidth / 2,
                      places[i].y + HeightOf(picture.people[i].box) / 2};
  };
  for (const PowerPicture::Line& line : picture.lines) {
    const PowerPlace from = middle(line.from);
    const PowerPlace to = middle(line.to);
    const double width = 1 + 2.0 * line.weight / 100;
    if (line.is_dashed) {
      svg->DashedLine(from.x, from.y, to.x, to.y, kReports, width);
      continue;
    }
    svg->Line(from.x, from.y, to.x, to.y, kInfluences, width);
    // At the half of the way, where no box is in front of it most often: whom it leads to.
    const double x = (from.x + to.x) / 2;
    const double y = (from.y + to.y) / 2;
    svg->Circle(x + (to.x - from.x) / 16, y + (to.y - from.y) / 16, 2 + width, kInfluences);
  }
}

}  // namespace

std::vector<PowerPlace> PlacePeople(const std::vector<PowerPicture::Person>& people) {
  std::vector<size_t> order(people.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return people[a].influence > people[b].influence; });
  std::vector<PowerPlace> places(people.size());
  double free[kColumns] = {0, 0, 0, 0, 0};
  for (const size_t i : order) {
    const int column = ColumnOf(people[i]);
    places[i].x = column * kColumnWidth + kBetween;
    places[i].y = std::max(free[column], WishOf(people[i]));
    free[column] = places[i].y + HeightOf(people[i].box) + kBetween;
  }
  return places;
}

std::string DrawPower(const PowerPicture& picture) {
  std::vector<PowerPlace> places = PlacePeople(picture.people);
  double height = kScale;
  for (size_t i = 0; i < places.size(); ++i) {
    height = std::max(height, places[i].y + HeightOf(picture.people[i].box));
  }
  PictureHead head{picture.language, picture.title, picture.description, picture.legend,
                   picture.remarks};
  double top = 0;
  pictures::Svg svg = BeginPicture(head, kColumns * kColumnWidth, kHead + height, &top);
  for (int column = 0; column < kColumns; ++column) {
    const double x = kPictureMargin + column * kColumnWidth;
    if (column > 0) svg.Line(x, top, x, top + kHead + height, kGrid);
    if (static_cast<size_t>(column) < picture.columns.size()) {
      svg.Text(x + kColumnWidth / 2, top + kHead / 2, picture.columns[column],
               {13, "middle", "#222222", true});
    }
  }
  for (PowerPlace& place : places) {
    place.x += kPictureMargin;
    place.y += top + kHead;
  }
  DrawLines(picture, places, &svg);
  for (size_t i = 0; i < places.size(); ++i) {
    DrawBox(picture.people[i].box, places[i].x, places[i].y, &svg);
  }
  return svg.Finish();
}

}  // namespace guanxi::customer
