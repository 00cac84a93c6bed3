// What JSON each kind of field takes.
#ifndef GUANXI_GATEWAY_ENVOY_CHECK_JSON_KINDS_H_
#define GUANXI_GATEWAY_ENVOY_CHECK_JSON_KINDS_H_

#include <string>
#include <string_view>

#include "gateway/envoy/check/table.h"

namespace guanxi::edge {

// Whether a value that begins with `c` may be one of the kind, as far as the transcoder takes it:
// it reads "true". True for what begins no value at all, which is for others to tell.
bool Takes(Kind kind, char c);

// Whether the transcoder would lose a value that begins with `c` as an element of a list of the
// kind, or as a value of a map: a null, or a list.
bool IsLostInside(Kind kind, int c);

// "a number was expected"
std::string Expected(const Type& type);

// Whether the inside of a string, in which FindStringEnd found no fault, is what the type takes as
// text: a word of an enum or what begins as a number does, a number, a time, a duration; any text
// of the others. What a number is too large for is left to the transcoder.
bool HasFormOf(const Type& type, std::string_view inside);

}  // namespace guanxi::edge

#endif  // GUANXI_GATEWAY_ENVOY_CHECK_JSON_KINDS_H_
