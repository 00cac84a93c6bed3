#include "common/pictures/label.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace guanxi::pictures {
namespace {

constexpr double kWide = 1.0;
constexpr double kNarrow = 0.56;
constexpr double kCapital = 0.72;
constexpr double kBroad = 0.95;
constexpr char kBroadOnes[] = "MWmw@%&";
constexpr double kBold = 1.15;
constexpr char kEllipsis[] = "…";
constexpr int kGroup = 3;

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// How many bytes the character at the begin of `text` has.
size_t CharacterSize(absl::string_view text) {
  size_t size = 1;
  while (size < text.size() && IsContinuation(text[size])) ++size;
  return size;
}

// Those of three bytes and more are Chinese, nearly all of them.
double WidthOfOne(absl::string_view character, double size, Weight weight = Weight::kNormal) {
  if (character.size() >= 3) return kWide * size;
  double width = absl::ascii_isupper(static_cast<unsigned char>(character[0])) ? kCapital : kNarrow;
  if (absl::StrContains(kBroadOnes, character)) width = kBroad;
  return width * (weight == Weight::kBold ? kBold : 1) * size;
}

}  // namespace

double WidthOf(absl::string_view text, double size) {
  double width = 0;
  while (!text.empty()) {
    const size_t bytes = CharacterSize(text);
    width += WidthOfOne(text.substr(0, bytes), size);
    text.remove_prefix(bytes);
  }
  return width;
}

std::string Shortened(absl::string_view text, double size, double width) {
  if (WidthOf(text, size) <= width) return std::string(text);
  double left = width - WidthOf(kEllipsis, size);
  std::string kept;
  while (!text.empty()) {
    const size_t bytes = CharacterSize(text);
    left -= WidthOfOne(text.substr(0, bytes), size);
    if (left < 0) break;
    absl::StrAppend(&kept, text.substr(0, bytes));
    text.remove_prefix(bytes);
  }
  return absl::StrCat(kept, kEllipsis);
}

std::vector<std::string> Wrapped(absl::string_view text, double size, double width, Weight weight) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    double left = width;
    size_t end = 0;
    size_t blank = 0;  // behind the last one within the line
    while (end < text.size()) {
      const size_t bytes = CharacterSize(text.substr(end));
      left -= WidthOfOne(text.substr(end, bytes), size, weight);
      if (left < 0 && end > 0) break;
      end += bytes;
      if (text[end - 1] == ' ') blank = end;
    }
    if (end < text.size() && blank * 2 > end) end = blank;
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

std::string NumberText(double value, int places) {
  std::string digits = absl::StrFormat("%.*f", places, std::abs(value));
  if (places > 0) {
    while (digits.back() == '0') digits.pop_back();
    if (digits.back() == '.') digits.pop_back();
  }
  const size_t point = std::min(digits.find('.'), digits.size());
  for (size_t at = point; at > kGroup; at -= kGroup) digits.insert(at - kGroup, ",");
  const bool is_zero = digits.find_first_not_of("0.,") == std::string::npos;
  return absl::StrCat(value < 0 && !is_zero ? "-" : "", digits);
}

std::string PercentText(double share) { return absl::StrCat(NumberText(share * 100, 1), "%"); }

std::vector<double> Ticks(double least, double most, int count) {
  const double low = std::min(least, 0.0);
  const double span = std::max(most - low, 1e-12);
  const double raw = span / count;
  const double power = std::pow(10, std::floor(std::log10(raw)));
  double step = power;
  for (const double factor : {1.0, 2.0, 5.0, 10.0}) {
    step = factor * power;
    if (step >= raw * (1 - 1e-9)) break;
  }
  std::vector<double> ticks;
  const double first = std::floor(low / step + 1e-9);
  for (double n = first; ticks.size() < 2 || ticks.back() < most - step * 1e-9; ++n) {
    ticks.push_back(n * step);
  }
  return ticks;
}

}  // namespace guanxi::pictures
