// Looks into a table of the API.
#ifndef GUANXI_GATEWAY_ENVOY_CHECK_FIELDS_H_
#define GUANXI_GATEWAY_ENVOY_CHECK_FIELDS_H_

#include <algorithm>
#include <string_view>

#include "gateway/envoy/check/table.h"

namespace guanxi::edge {

// The one whose `key` is the text, or null. They are sorted by it.
template <typename T>
const T* Find(const List<T>& sorted, std::string_view T::*key, std::string_view text) {
  const T* const found =
      std::lower_bound(sorted.begin(), sorted.end(), text,
                       [key](const T& one, std::string_view wanted) { return one.*key < wanted; });
  return found != sorted.end() && (*found).*key == text ? found : nullptr;
}

// The field that a message of this type has by this spelling, or null.
inline const Field* FindField(const Type& type, std::string_view spelling) {
  return type.has_fields() ? Find(type.fields, &Field::spelling, spelling) : nullptr;
}

}  // namespace guanxi::edge

#endif  // GUANXI_GATEWAY_ENVOY_CHECK_FIELDS_H_
