#include "absl/strings/str_cat.h"
#include "analytics-svc/reports/report_charts.h"
#include "common/pictures/label.h"

namespace guanxi::analytics {
namespace {

constexpr double kNanos = 1e-9;
constexpr size_t kEndOfId = 8;

}  // namespace

std::string ChartStyle::LabelOf(const std::string& name) const {
  if (name.empty()) return In("nobody", "无");
  const auto found = labels.find(name);
  if (found != labels.end()) return found->second;
  return name.size() <= kEndOfId ? name : absl::StrCat("…", name.substr(name.size() - kEndOfId));
}

std::string NameOf(v1::ValueClass value_class, const ChartStyle& style) {
  switch (value_class) {
    case v1::IMPORTANT_VALUE:
      return style.In("Champions", "重要价值");
    case v1::IMPORTANT_DEVELOP:
      return style.In("To develop", "重要发展");
    case v1::IMPORTANT_KEEP:
      return style.In("To keep", "重要保持");
    case v1::IMPORTANT_WIN_BACK:
      return style.In("To win back", "重要挽留");
    case v1::GENERAL_VALUE:
      return style.In("Regulars", "一般价值");
    case v1::GENERAL_DEVELOP:
      return style.In("Newcomers", "一般发展");
    case v1::GENERAL_KEEP:
      return style.In("Frequent, small", "一般保持");
    case v1::GENERAL_WIN_BACK:
      return style.In("Dormant", "一般挽留");
    default:
      return style.In("No purchase", "未购买");
  }
}

double UnitsOf(const google::type::Money& money) {
  return static_cast<double>(money.units()) + money.nanos() * kNanos;
}

std::string TextOf(const google::type::Money& money) {
  return pictures::NumberText(UnitsOf(money), 2);
}

}  // namespace guanxi::analytics
