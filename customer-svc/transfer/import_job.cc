#include "customer-svc/transfer/import_job.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "common/base/status_macros.h"
#include "common/db/driver_error.h"
#include "common/errors/errors.h"
#include "customer-svc/transfer/batch.h"
#include "customer-svc/transfer/layout.h"
#include "customer-svc/transfer/row_reader.h"
#include "customer-svc/transfer/salvage.h"
#include "customer-svc/transfer/state.pb.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {
namespace {

using Response = absl::StatusOr<std::unique_ptr<google::protobuf::Message>>;

// Bytes of the upload that are taken apart at once.
constexpr size_t kReadBytes = 64 << 10;
// Rows of a step, as text and as customers, are up to one row more than this. A row of 256 KiB can
// state a customer of some 10 MiB, and the unit of work holds several copies of it.
constexpr size_t kMaxStepBytes = 4 << 20;

// Ends the transaction of a step of a dry run.
absl::Status DryRunEnds() { return absl::CancelledError("dry run"); }

void Count(const RowResult& result, v1::ImportCounts* counts) {
  counts->set_rows(counts->rows() + 1);
  if (result.without_id) counts->set_without_id(counts->without_id() + 1);
  if (result.outcome != Outcome::kFailed && !result.error.empty()) {
    counts->set_partial(counts->partial() + 1);
  }
  switch (result.outcome) {
    case Outcome::kCreated:
      counts->set_created(counts->created() + 1);
      break;
    case Outcome::kUpdated:
      counts->set_updated(counts->updated() + 1);
      break;
    case Outcome::kUnchanged:
      counts->set_unchanged(counts->unchanged() + 1);
      break;
    case Outcome::kFailed:
      counts->set_failed(counts->failed() + 1);
      break;
  }
}

class Import {
 public:
  Import(const TransferTools& tools, jobs::Job& job) : tools_(tools), job_(job) {
    request_.ParseFromString(job.request());
    const transfer::Layout& layout = request_.layout();
    if (!checkpoint_.ParseFromString(job.checkpoint()) || checkpoint_.offset() == 0) {
      checkpoint_.set_offset(layout.first_offset());
      checkpoint_.set_row(layout.first_row());
    }
    const Uuid& tenant = job.principal().tenant;
    error_file_.key = {tenant, DeriveUuid("guanxi.import.errors", job.id().ToString())};
    error_file_.owner = job.principal().subject;
    const bool json = layout.format() == v1::JSON_LINES;
    error_file_.file_name = json ? "errors.jsonl" : "errors.csv";
    error_file_.content_type = json ? "application/jsonl" : "text/csv; charset=utf-8";
    error_file_.result_of = job.id();
    if (!options().phone_region().empty()) context_.phone_region = options().phone_region();
    context_.is_import = true;
  }

  Response Run() {
    GUANXI_ASSIGN_OR_RETURN(CustomTypes types, ReadCustomTypes());
    RowReader reader(
        request_.layout(), SourceSystem(options()), std::move(types),
        {checkpoint_.offset(), checkpoint_.row()},
        [this](int64_t offset) { return ReadFile(offset); }, context_.phone_region);
    while (true) {
      std::vector<Row> rows;
      GUANXI_RETURN_IF_ERROR(ReadRows(&reader, &rows));
      if (rows.empty()) return Complete();
      GUANXI_RETURN_IF_ERROR(Process(absl::MakeSpan(rows)));
    }
  }

 private:
  const v1::ImportCustomersRequest& options() const { return request_.options(); }

  // A small part of the file: the rows of one are in memory at once, whatever they look like.
  absl::StatusOr<std::string> ReadFile(int64_t offset) {
    const int64_t end = chunk_start_ + static_cast<int64_t>(chunk_.size());
    if (offset < chunk_start_ || offset >= end) {
      GUANXI_RETURN_IF_ERROR(job_.Continue());  // There may be a gigabyte of blank lines.
      GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(request_.file_id()));
      GUANXI_ASSIGN_OR_RETURN(chunk_, tools_.files->Read({job_.principal().tenant, id}, offset));
      chunk_start_ = offset;
      // An upload that is gone is not the end of the file.
      if (chunk_.empty() && offset < request_.file_bytes()) {
        return NotFound("FILE", files::MakeFileName(id));
      }
    }
    return chunk_.substr(static_cast<size_t>(offset - chunk_start_), kReadBytes);
  }

  absl::StatusOr<CustomTypes> ReadCustomTypes() {
    CustomTypes types;
    GUANXI_RETURN_IF_ERROR(
        tools_.database->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
          types.clear();
          GUANXI_ASSIGN_OR_RETURN(const auto fields,
                                  tools_.engine->environment().custom_fields().Get(
                                      tx, job_.principal().tenant, tools_.customers->type()));
          for (const auto& [key, field] : *fields) {
            if (field.live()) types[key] = field.definition.value_type();
          }
          return absl::OkStatus();
        }));
    return types;
  }

  absl::Status ReadRows(RowReader* reader, std::vector<Row>* rows) const {
    size_t bytes = 0;
    for (Row row; rows->size() < resource::kMaxWrites && bytes < kMaxStepBytes;) {
      GUANXI_ASSIGN_OR_RETURN(const bool found, reader->Next(&row));
      if (!found) break;
      // What a row means goes by what it states: that is compared as the engine stores it.
      NormalizeRow(*tools_.customers, context_, &row);
      bytes += static_cast<size_t>(row.record.end - row.record.begin) + row.stated.SpaceUsedLong() +
               row.custom_texts.SpaceUsedLong();
      for (const LeftOut& value : row.left_out) bytes += value.value.size();
      rows->push_back(std::move(row));
    }
    return absl::OkStatus();
  }

  // Does all rows, in as many steps as it takes. If the fault of one row spoils a step, the step is
  // halved until that row stands alone and can be taken without it, or be refused.
  absl::Status Process(absl::Span<Row> all) {
    size_t size = all.size();
    while (!all.empty()) {
      GUANXI_RETURN_IF_ERROR(job_.Continue());
      const absl::Span<Row> rows = all.first(std::min(size, all.size()));
      absl::StatusOr<size_t> done = Step(rows);
      if (!done.ok() && IsRowError(done.status())) {
        if (rows.size() > 1) {
          GUANXI_RETURN_IF_ERROR(Process(rows.first(rows.size() / 2)));
          all.remove_prefix(rows.size() / 2);
          continue;
        }
        // Another writer may have taken an id meanwhile: now the row can see whom it means.
        if (db::DuplicateKey(done.status()).has_value()) done = Step(rows);
        while (!done.ok() && IsRowError(done.status()) &&
               LeaveOutViolations(done.status(), &rows[0])) {
          done = Step(rows);
        }
        if (!done.ok() && IsRowError(done.status())) {
          rows[0].status = done.status();
          done = Step(rows);
        }
      }
      GUANXI_RETURN_IF_ERROR(done.status());
      all.remove_prefix(*done);
      // A step ends before a row that means a customer once more: the rows behind it were looked up
      // for nothing, and many of them would be again and again.
      size = 2 * *done;
    }
    return absl::OkStatus();
  }

  // One transaction. Returns how many of the rows, from the first on, it did.
  absl::StatusOr<size_t> Step(absl::Span<Row> rows) {
    std::vector<RowResult> results;
    transfer::ImportCheckpoint next;
    absl::Status status = tools_.engine->Write(
        job_.principal(), {db::Lane::kJob}, context_, [&](resource::UnitOfWork& work) {
          results.clear();
          GUANXI_RETURN_IF_ERROR(ApplyRows(options(), *tools_.customers, rows, work, &results));
          if (!options().dry_run()) return Save(work.tx(), rows, results, &next);
          GUANXI_RETURN_IF_ERROR(work.Flush());
          return DryRunEnds();
        });
    if (options().dry_run() && status == DryRunEnds()) {
      status = tools_.database->ReadWrite(
          {db::Lane::kJob}, [&](db::Transaction& tx) { return Save(tx, rows, results, &next); });
    }
    GUANXI_RETURN_IF_ERROR(status);
    checkpoint_ = std::move(next);
    return results.size();
  }

  // Records what became of the rows, in the transaction in which it became of them.
  absl::Status Save(db::Transaction& tx, absl::Span<const Row> rows,
                    const std::vector<RowResult>& results, transfer::ImportCheckpoint* next) {
    *next = checkpoint_;
    std::string errors;
    for (size_t i = 0; i < results.size(); ++i) {
      Count(results[i], next->mutable_counts());
      if (results[i].error.empty()) continue;
      absl::StrAppend(&errors, ErrorRow(request_.layout(), rows[i].record, results[i].customer,
                                        results[i].error));
    }
    const tabular::Position position = rows[results.size() - 1].record.Next();
    next->set_offset(position.offset);
    next->set_row(position.row);
    if (!errors.empty()) {
      // The upload may have filled the tenant's room: what became of it is told all the same.
      constexpr auto kRoom = files::FileStore::Room::kReserve;
      if (checkpoint_.error_bytes() == 0) {
        GUANXI_RETURN_IF_ERROR(tools_.files->Create(tx, error_file_, kRoom));
        // It can be read from now on: an import that ends early has told what it refused.
        GUANXI_RETURN_IF_ERROR(tools_.files->Finish(tx, error_file_.key));
        errors.insert(0, ErrorHeader(request_.layout()));
      }
      GUANXI_RETURN_IF_ERROR(
          tools_.files->Append(tx, error_file_.key, checkpoint_.error_bytes(), errors, kRoom));
      next->set_error_bytes(checkpoint_.error_bytes() + static_cast<int64_t>(errors.size()));
    }
    return job_.Save(tx, *next, Metadata(*next));
  }

  v1::ImportCustomersMetadata Metadata(const transfer::ImportCheckpoint& checkpoint) const {
    v1::ImportCustomersMetadata metadata;
    *metadata.mutable_create_time() = google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(
        absl::ToUnixMicros(job_.create_time()));
    metadata.set_total_bytes(request_.file_bytes());
    metadata.set_done_bytes(checkpoint.offset());
    *metadata.mutable_counts() = checkpoint.counts();
    metadata.set_dry_run(options().dry_run());
    if (checkpoint.error_bytes() > 0) {
      metadata.set_error_file(files::MakeFileName(error_file_.key.id));
      metadata.set_error_file_bytes(checkpoint.error_bytes());
    }
    metadata.set_encoding(request_.layout().encoding());
    for (const std::string& column : DescribeColumns(request_.layout())) {
      metadata.add_columns(column);
    }
    return metadata;
  }

  Response Complete() {
    checkpoint_.set_offset(request_.file_bytes());  // Blank rows at the end are done, too.
    auto response = std::make_unique<v1::ImportCustomersResponse>();
    *response->mutable_counts() = checkpoint_.counts();
    if (checkpoint_.error_bytes() > 0) {
      response->set_error_file(files::MakeFileName(error_file_.key.id));
      response->set_error_file_bytes(checkpoint_.error_bytes());
    }
    GUANXI_RETURN_IF_ERROR(tools_.database->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) {
      return job_.Save(tx, checkpoint_, Metadata(checkpoint_));
    }));
    return response;
  }

  const TransferTools tools_;
  jobs::Job& job_;
  transfer::ImportJob request_;
  transfer::ImportCheckpoint checkpoint_;
  resource::WriteContext context_;
  files::NewFile error_file_;
  std::string chunk_;  // Of the upload, and where it begins.
  int64_t chunk_start_ = 0;
};

}  // namespace

jobs::Handler ImportHandler(const TransferTools& tools) {
  return [tools](jobs::Job& job) { return Import(tools, job).Run(); };
}

}  // namespace guanxi::customer
