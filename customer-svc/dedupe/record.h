// What the matcher sees of a record: some fields, each of a kind, prepared once for many
// comparisons.
#ifndef GUANXI_CUSTOMER_SVC_DEDUPE_RECORD_H_
#define GUANXI_CUSTOMER_SVC_DEDUPE_RECORD_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace guanxi::dedupe {

// How values of a field are compared (comparison.h) and what finds candidates by them
// (blocking.h).
enum class Kind {
  kPersonName,  // The whole name; the order of its words does not count. Han names by pinyin, too.
  kBrand,       // 字号, or the name of a business in another script.
  kTrade,       // What a company's name says it does: 网络科技.
  kSeat,        // Where a company's name says it is: 杭州.
  kText,        // Words that tell of something: a line of business, a legal form.
  kAddress,     // A postal address or a part of it.
  kPlace,       // A city, region or state: one name.
  kPhone,       // Digits.
  kEmail,
  kDomain,
  kDate,  // Eight digits, year first.
  kCode,  // An identifier: credit code, number of an insurance, postal code.
};

// What records are of: two of the same seldom have altogether different ones.
bool IsName(Kind kind);

struct Field {
  std::string name;  // What an explanation calls it.
  Kind kind;
};
using Schema = std::vector<Field>;

// One term of a value, with the hash by which its frequency is known.
struct Term {
  std::u32string text;
  uint64_t hash = 0;
};

struct Value {
  std::u32string text;      // Folded: what is equal has the same.
  std::vector<Term> terms;  // Words, or pairs of neighbouring Han characters; sorted, unique.
  std::string pinyin;       // Of names of Han characters, without tones; else empty.
};

// Values of each field of the schema, in its order; none: not known. Two records agree on a field
// as well as their two nearest values do.
struct Record {
  std::vector<std::vector<Value>> fields;
};

// `raw` as it was written, prepared; a value without text says nothing. Bounded: at most 16 terms.
// Pure and thread-safe; some µs.
Value MakeValue(Kind kind, absl::string_view raw);

// The hash of a term or key; the same in every process and version.
uint64_t HashOf(absl::string_view text);

// Whether there is a Han character in it.
bool HasHan(std::u32string_view text);

}  // namespace guanxi::dedupe

#endif  // GUANXI_CUSTOMER_SVC_DEDUPE_RECORD_H_
