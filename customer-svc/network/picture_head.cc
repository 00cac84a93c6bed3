#include "customer-svc/network/picture_head.h"

#include <algorithm>
#include <cmath>

#include "common/pictures/label.h"

namespace guanxi::customer {
namespace {

constexpr double kLeastWidth = 480;
constexpr double kTitleSize = 18;
constexpr double kTextSize = 12;
constexpr double kLineHeight = 1.5;
constexpr double kSwatch = 12;
constexpr double kGap = 8;
constexpr double kBelow = 16;
constexpr char kGrey[] = "#555555";

// A text at a place; an entry of the legend has its colour in front.
struct Placed {
  double x, y, size;
  std::string text;
  const char* swatch = nullptr;
  bool is_title = false;
};

class Lines {
 public:
  explicit Lines(double width) : width_(width) {}

  void Add(const std::string& text, double size, bool is_title) {
    const auto weight = is_title ? pictures::Weight::kBold : pictures::Weight::kNormal;
    for (const std::string& line : pictures::Wrapped(text, size, width_, weight)) {
      y_ += size * kLineHeight;
      placed_.push_back({kPictureMargin, y_, size, line, nullptr, is_title});
    }
  }
  // Side by side, as many in a line as fit.
  void AddLegend(const std::vector<std::pair<const char*, std::string>>& legend) {
    double x = width_;  // the first one begins a line
    for (const auto& [fill, meaning] : legend) {
      const double room = kSwatch + kGap + pictures::WidthOf(meaning, kTextSize) + 2 * kGap;
      if (x + room > width_) {
        x = 0;
        y_ += kTextSize * kLineHeight;
      }
      placed_.push_back({kPictureMargin + x, y_, kTextSize, meaning, fill, false});
      x += room;
    }
  }

  double end() const { return y_; }
  const std::vector<Placed>& placed() const { return placed_; }

 private:
  const double width_;
  double y_ = kPictureMargin - kTitleSize / 2;
  std::vector<Placed> placed_;
};

}  // namespace

pictures::Svg BeginPicture(const PictureHead& head, double body_width, double body_height,
                           double* top) {
  const double width = std::max(body_width, kLeastWidth);
  Lines lines(width);
  lines.Add(head.title, kTitleSize, /*is_title=*/true);
  lines.AddLegend(head.legend);
  for (const std::string& remark : head.remarks) lines.Add(remark, kTextSize, /*is_title=*/false);
  *top = lines.end() + kBelow;
  pictures::Svg svg(static_cast<int>(std::ceil(width + 2 * kPictureMargin)),
                    static_cast<int>(std::ceil(*top + body_height + kPictureMargin)), head.language,
                    head.title, head.description);
  for (const Placed& placed : lines.placed()) {
    double x = placed.x;
    if (placed.swatch != nullptr) {
      svg.Box(x, placed.y - kSwatch + 2, kSwatch, kSwatch, placed.swatch, "#6b6b6b");
      x += kSwatch + kGap;
    }
    svg.Text(x, placed.y, placed.text,
             {placed.size, "start", placed.is_title ? "#222222" : kGrey, placed.is_title});
  }
  return svg;
}

}  // namespace guanxi::customer
