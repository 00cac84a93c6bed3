#include "gateway/envoy/check/url.h"

#include <algorithm>
#include <cctype>
#include <functional>
#include <set>

#include "gateway/envoy/check/fields.h"

namespace guanxi::edge {
namespace {

constexpr size_t kMaxShown = 64;

int HexValue(char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const size_t value = kDigits.find(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
  return value == kDigits.npos ? -1 : static_cast<int>(value);
}

// A name as it may stand in an answer.
std::string Shown(std::string_view name) {
  constexpr std::string_view kHarmless =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-[]@$";
  if (name.size() <= kMaxShown && name.find_first_not_of(kHarmless) == name.npos) {
    return std::string(name);
  }
  return "(a name of " + std::to_string(name.size()) + " bytes)";
}

// Takes from the text what is before the separator, and the separator.
std::string_view TakePart(std::string_view* text, char separator) {
  const size_t end = text->find(separator);
  const std::string_view part = text->substr(0, end);
  text->remove_prefix(end == text->npos ? text->size() : end + 1);
  return part;
}

struct Resolved {
  std::string path;  // by the names in the proto
  std::string_view first;
  const Field* field = nullptr;  // null where there is none
};

Resolved Resolve(const Type* message, std::string_view name) {
  Resolved found;
  if (!name.empty() && name.back() == '.') return found;
  do {
    const Field* const field =
        message != nullptr ? FindField(*message, TakePart(&name, '.')) : nullptr;
    if (field == nullptr) return {};
    if (found.path.empty()) found.first = field->name;
    found.path.append(found.path.empty() ? "" : ".").append(field->name);
    found.field = field;
    message = field->repeated ? nullptr : field->type;
  } while (!name.empty());
  return found;
}

using Paths = std::set<std::string, std::less<>>;

// Whether one of the paths is part of the other, such as "at" and "at.seconds": the transcoder
// would let one win.
bool Overlaps(const Paths& given, std::string_view path) {
  const std::string inside = std::string(path) + ".";
  const auto next = given.lower_bound(inside);
  if (next != given.end() && next->compare(0, inside.size(), inside) == 0) return true;
  for (size_t dot = path.find('.'); dot != path.npos; dot = path.find('.', dot + 1)) {
    if (given.find(path.substr(0, dot)) != given.end()) return true;
  }
  return false;
}

const char* ParameterFault(const Method& method, const Resolved& parameter, bool has_value,
                           Paths* given) {
  if (parameter.field == nullptr) return "there is no such query parameter";
  if (std::find(method.bound.begin(), method.bound.end(), parameter.path) != method.bound.end()) {
    return "is part of the path and cannot be a query parameter as well";
  }
  if (method.body == "*" || (!method.body.empty() && parameter.first == method.body)) {
    return "belongs into the body and cannot be a query parameter";
  }
  if (!has_value) return "needs an equals sign and a value behind it";
  if (Overlaps(*given, parameter.path)) return "is given twice, as a whole and in parts";
  const bool first = given->insert(parameter.path).second;
  return first || parameter.field->repeated ? nullptr : "is given twice";
}

}  // namespace

std::string PercentDecoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? HexValue(text[i + 1]) : -1;
    const int low = high < 0 ? -1 : HexValue(text[i + 2]);
    out.push_back(low < 0 ? text[i] : static_cast<char>(high * 16 + low));
    if (low >= 0) i += 2;
  }
  return out;
}

std::optional<Fault> CheckQuery(const Method& method, std::string_view query) {
  Paths given;
  while (!query.empty()) {
    std::string_view pair = TakePart(&query, '&');
    if (pair.empty()) continue;
    // Without an equals sign the transcoder drops it: a delete that was only to be tried would be
    // done.
    const bool has_value = pair.find('=') != pair.npos;
    std::string encoded(TakePart(&pair, '='));
    std::replace(encoded.begin(), encoded.end(), '+', ' ');
    const std::string name = PercentDecoded(encoded);
    const char* const fault =
        ParameterFault(method, Resolve(method.request, name), has_value, &given);
    if (fault != nullptr) return Fault{Shown(name), fault, "INVALID_FIELD"};
  }
  return std::nullopt;
}

}  // namespace guanxi::edge
