#include "customer-svc/network/text_box.h"

#include "common/pictures/label.h"

namespace guanxi::customer {
namespace {

constexpr double kPadding = 8;
constexpr double kTitleSize = 13;
constexpr double kNoteSize = 11;
constexpr double kLineHeight = 1.35;
constexpr double kAscent = 0.85;  // from a line's top to its base
constexpr char kGrey[] = "#555555";
// Texts are measured without their font: some room is left.
constexpr double kTextWidth = kBoxWidth - 2 * kPadding - 4;

std::vector<std::string> TitleOf(const TextBox& box) {
  return pictures::Wrapped(box.title, kTitleSize, kTextWidth, pictures::Weight::kBold);
}
std::vector<std::string> NoteOf(const TextBox& box) {
  return pictures::Wrapped(box.note, kNoteSize, kTextWidth);
}

}  // namespace

double HeightOf(const TextBox& box) {
  return 2 * kPadding + static_cast<double>(TitleOf(box).size()) * kTitleSize * kLineHeight +
         static_cast<double>(NoteOf(box).size()) * kNoteSize * kLineHeight;
}

void DrawBox(const TextBox& box, double x, double y, pictures::Svg* svg) {
  svg->Box(x, y, kBoxWidth, HeightOf(box), box.fill, box.stroke, box.about);
  double top = y + kPadding;
  for (const std::string& line : TitleOf(box)) {
    svg->Text(x + kPadding, top + kTitleSize * kAscent, line,
              {kTitleSize, "start", "#222222", true});
    top += kTitleSize * kLineHeight;
  }
  for (const std::string& line : NoteOf(box)) {
    svg->Text(x + kPadding, top + kNoteSize * kAscent, line, {kNoteSize, "start", kGrey});
    top += kNoteSize * kLineHeight;
  }
}

}  // namespace guanxi::customer
