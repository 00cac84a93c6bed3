// What the edge checks requests by: the API's methods and the types that JSON bodies can hold, as
// constants that tools/resttable writes out of the descriptors.
#ifndef GUANXI_GATEWAY_ENVOY_CHECK_TABLE_H_
#define GUANXI_GATEWAY_ENVOY_CHECK_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace guanxi::edge {

// Constants in a row.
template <typename T>
struct List {
  const T* items = nullptr;
  size_t count = 0;

  const T* begin() const { return items; }
  const T* end() const { return items + count; }
};

// What JSON a type takes. A `null` stands for none of any.
enum class Kind : uint8_t {
  kFree,     // any: google.protobuf.Value
  kObject,   // google.protobuf.Struct: objects, and any JSON in them
  kArray,    // google.protobuf.ListValue: arrays, and any JSON in them
  kAny,      // google.protobuf.Any: an object with the fields of what its "@type" names
  kText,     // strings
  kNumber,   // numbers, and strings of them
  kTruth,    // true and false, and strings of them
  kWord,     // an enum: its words and numbers
  kMessage,  // objects with known fields
  kWritten,  // FieldMask: strings, or objects with known fields
  kTime,     // Timestamp: strings of RFC 3339, or objects with known fields
  kSpan,     // Duration: strings such as "1.5s", or objects with known fields
  kWrapper,  // google.protobuf.Int64Value and the like: any, or objects with known fields
  kMap,      // objects with any names
};

struct Field;

struct Type {
  Kind kind;
  List<Field> fields = {};            // by spelling, sorted; two of one field that has two
  const Type* value = nullptr;        // of kMap
  List<std::string_view> words = {};  // of kWord
  std::string_view words_shown = {};  // the same, for people

  bool has_fields() const {
    return kind == Kind::kMessage || kind == Kind::kWritten || kind == Kind::kTime ||
           kind == Kind::kSpan || kind == Kind::kWrapper;
  }
};

// Fields of one message: as many as a set of what was given has room for, with two more of an Any.
inline constexpr size_t kMaxFields = 254;

struct Field {
  std::string_view spelling;  // as JSON may have it
  std::string_view name;      // as the proto has it
  const Type* type;           // of an element, of repeated fields
  uint16_t number;            // below kMaxFields; both spellings of a field have the same
  bool repeated;
};

// One way to call a method over REST.
struct Method {
  std::string_view verb;
  List<std::string_view> path;  // segments, "*" and "**" among them
  std::string_view custom;      // the text behind the colon, or ""
  const Type* request;
  std::string_view body;         // "", "*" or a field's name
  bool raw;                      // the body is bytes or a stream, not JSON
  bool stream;                   // calls last as long as streams may
  List<std::string_view> bound;  // paths of the fields that the path sets
};

struct Rpc {
  std::string_view path;  // "/package.Service/Method"
  bool stream;
};

struct NamedType {
  std::string_view name;
  const Type* type;
};

struct Api {
  List<Method> methods;
  List<Rpc> rpcs;            // all methods, sorted
  List<NamedType> messages;  // what an Any may hold: all that a request can, by full name, sorted
};

// The one that is linked in: a file that tools/resttable writes defines it.
const Api& LinkedApi();

}  // namespace guanxi::edge

#endif  // GUANXI_GATEWAY_ENVOY_CHECK_TABLE_H_
