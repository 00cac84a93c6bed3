// Reads what a column of facts holds out of a record's message.
#ifndef GUANXI_ANALYTICS_SVC_FACTS_COLUMN_READER_H_
#define GUANXI_ANALYTICS_SVC_FACTS_COLUMN_READER_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "analytics-svc/facts/tables.h"
#include "common/base/uuid.h"
#include "common/db/value.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace guanxi::analytics {

// A column's path, followed once. Immutable, thus thread-safe.
class ColumnReader {
 public:
  // `descriptor` is that of a generated class. The column has a path. A path that the message does
  // not have, or that is of another type than the column's, reads nothing: is_bound() is false.
  ColumnReader(const Column& column, const google::protobuf::Descriptor* descriptor);

  bool is_bound() const { return !path_.empty(); }
  // The first field of the path, by which events say that it changed.
  const std::string& top() const { return path_.front()->name(); }

  // What the message, of that class, says; NULL (0 of required columns) where it says nothing. Of
  // kEnteredTime the enum's name; of kChangedTime NULL.
  db::Value Read(const google::protobuf::Message& message) const;

 private:
  db::Value ReadField(const google::protobuf::Message& message) const;
  db::Value ReadText(std::string text) const;

  const ColumnKind kind_;
  const int size_;
  std::vector<const google::protobuf::FieldDescriptor*> path_;
};

// The last UUID of a resource name (`users/{uuid}`), as bytes; NULL if it has none.
db::Value IdOfName(absl::string_view name);
// The last collection of a resource name: `orders` of `customers/{uuid}/orders/{uuid}`.
db::Value CollectionOfName(absl::string_view name);

// `text` cut to so many characters of UTF-8, as columns have them.
std::string CutText(std::string text, int characters);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_FACTS_COLUMN_READER_H_
