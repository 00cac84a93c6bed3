// Fills declared columns and sets that a migration has added, out of the stored messages, and
// brings these into a form that older versions did not know.
#ifndef GUANXI_COMMON_RESOURCE_FILL_COLUMNS_H_
#define GUANXI_COMMON_RESOURCE_FILL_COLUMNS_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "common/db/database.h"
#include "common/db/query.h"
#include "common/resource/resource.h"
#include "google/protobuf/message.h"

namespace guanxi::resource {

// Writes the declared columns and the sets of all stored rows, deleted ones too, once: a row of
// `guards` says that the rows are filled as schema `version` wants them, and then this costs one
// look-up. Neither versions nor times of the rows change. Returns the number of rows. Safe to run
// twice at once, beside writers of this version, and to stop anywhere: it then begins again. What a
// writer of an older version adds or changes afterwards lacks the new columns until it is written
// again.
//
// `mend`, if not null, changes each message first: values whose one form is new. What it changes
// must be in no search field, external id or custom value, whose rows stay as they are.
//
// `yield`, if not null, makes a message give up what another row has already by a unique rule that
// is new. Of a tenant's rows the one with the lowest id keeps it: the oldest, unless a client chose
// the ids. Null: a row that collides is ALREADY_EXISTS (DUPLICATE_KEY).
using FillStep = void (*)(google::protobuf::Message*);
absl::StatusOr<int64_t> FillColumns(db::Database* database, const Resource& resource, int version,
                                    FillStep mend = nullptr, FillStep yield = nullptr);

// Its statements, for the tests that read SQL.
std::vector<db::Query> FillQueries(const Resource& resource);
std::vector<db::InsertQuery> FillInserts();

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_FILL_COLUMNS_H_
