// One search call over the suffix index and the blind index of one or several types.
#ifndef GUANXI_COMMON_RESOURCE_SEARCH_RUN_H_
#define GUANXI_COMMON_RESOURCE_SEARCH_RUN_H_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/uuid.h"
#include "common/db/transaction.h"
#include "common/page/page_token.h"
#include "common/resource/field_rights.h"
#include "common/resource/resource.h"
#include "common/resource/row_codec.h"
#include "common/resource/row_scope.h"
#include "common/resource/side_rows.h"
#include "common/search/page.h"
#include "common/search/query.h"
#include "common/search/search_index.h"
#include "google/protobuf/message.h"

namespace guanxi::resource {

// A type that is searched, and that of its parents, or null: children of deleted ones are not
// found.
struct Searched {
  const Resource* resource;
  const Resource* parent;
};

// The search goes through phases: for each value that the query reads as in the blind index, one
// for each type, then names, all types together. The cursor holds the phase, and how far it has
// come. Not thread-safe. Owns nothing that it is given.
class SearchRun {
 public:
  // Takes a record of the type with that number in `kinds`, next in order.
  using Put = std::function<void(size_t kind, google::protobuf::Message* record)>;

  // What is searched for, and how: `text` is the query as it was sent.
  struct Query {
    const search::SearchQuery& parsed;
    const std::string& text;
    const std::string& blind_index_key;
    size_t limit;
    size_t narrow_scope;  // see Environment
  };
  // What the caller may see of one of the kinds: rows that are found, fields that they are found
  // by.
  struct Limits {
    RowScope scope;
    SearchRights fields;
  };

  // `limits` are one for each of `kinds`.
  SearchRun(absl::Span<const Searched> kinds, absl::Span<const Limits> limits, db::Transaction* tx,
            const Uuid& tenant, const Query& query, Put put);

  // Goes on where a page ended.
  absl::Status Start(const page::Cursor& cursor);
  // Fills the page. False when nothing can follow it.
  absl::StatusOr<bool> FillPage();
  page::Cursor cursor() const;

 private:
  using Lookup = std::vector<db::Value>;  // kind, digest: as KeyRows makes them
  // By type.
  using Found = std::vector<std::map<Uuid, Stored>>;
  // Records of a page as far as they fit.
  struct Batch {
    size_t fits = 0;  // of the ids: all, or else nothing was read
    int64_t bytes = 0;
    Found rows;
  };

  void AddLookup(KeyKind kind, const std::string& value);
  // True when the phase has no more rows.
  absl::StatusOr<bool> ReadKeys(size_t kind, const Lookup& lookup);
  // False when there are no more.
  absl::StatusOr<bool> ReadNames();
  // Which records of each kind the caller's scope lets find.
  absl::StatusOr<std::vector<search::Restriction>> Restrictions();
  // The next records by names, as far as they fit; how many there were, or nullopt if none fits.
  absl::StatusOr<std::optional<size_t>> ReadNamePage(
      absl::Span<const search::SearchIndex* const> indexes, search::PageRequest* request);
  absl::StatusOr<Batch> Read(const search::Page& page);
  // Adds the live records to the page, in order, save those that an earlier phase found.
  absl::Status Emit(absl::Span<const Uuid> ids, absl::Span<const size_t> types, Batch* batch);
  bool IsShown(size_t kind, const Stored& row) const;
  // How many of the page's records, which were read, fill what is left of the caller's page.
  size_t FullAfter(const search::Page& page, const Batch& batch) const;
  // Whether records of the kind may be found by such a value.
  bool MayLookUp(size_t kind, const Lookup& lookup) const;
  bool FoundEarlier(size_t kind, const google::protobuf::Message& message) const;

  const absl::Span<const Searched> kinds_;
  const absl::Span<const Limits> limits_;
  db::Transaction* const tx_;
  const Uuid tenant_;
  const search::SearchQuery& query_;
  const std::string& text_;
  const BlindIndex index_;
  const size_t limit_;
  const size_t narrow_scope_;
  const Put put_;
  std::vector<Lookup> lookups_;
  size_t phase_ = 0;
  Uuid last_id_;
  std::string resume_;
  size_t count_ = 0;
  int64_t bytes_ = 0;
};

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_SEARCH_RUN_H_
