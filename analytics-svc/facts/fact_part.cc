#include "analytics-svc/facts/fact_part.h"

#include <utility>

#include "common/base/log.h"
#include "common/errors/errors.h"

namespace guanxi::analytics {
namespace {

// Events that one transaction takes in: what it costs it costs for all of them.
constexpr int kMaxBatch = 250;
// Of a rebuild, before whoever calls has his thread back.
constexpr int kPagesAtOnce = 20;

}  // namespace

FactReads FactReadsAt(const std::string& target, const events::AccountToken& token) {
  return {events::ReadLogAt(target, token), events::ReadRecordsAt(target, token),
          events::GetRecordsAt(target, token), events::ReadHistoriesAt(target, token)};
}

FactPart::FactPart(db::Database* database, Clock* clock,
                   const std::map<std::string, FactReads>& reads)
    : clock_(clock), watermarks_(std::make_unique<Watermarks>(database)), rebuilds_(database) {
  for (const auto& [service, own] : reads) {
    One& one = services_[service];
    one.reads = own;
    one.writer =
        std::make_unique<FactWriter>(database, service, SourceReads{own.get, own.histories});
    one.rebuild = std::make_unique<FactRebuild>(database, one.writer.get(), own.records, own.get);
  }
}

std::vector<events::Consumer::Options> FactPart::Consumers() const {
  std::vector<events::Consumer::Options> all;
  for (const auto& [service, one] : services_) {
    events::Consumer::Options options;
    options.name = ConsumerOf(service);
    options.producer = service;
    options.read = one.reads.log;
    options.concerns = [writer =
                            one.writer.get()](absl::Span<const event::v1::LogEvent* const> events) {
      std::vector<bool> concerns;
      for (const event::v1::LogEvent* event : events) concerns.push_back(writer->Concerns(*event));
      return concerns;
    };
    options.apply = [writer = one.writer.get()](absl::Span<const event::v1::LogEvent> events,
                                                const events::Done& done) {
      return writer->Apply(events, done);
    };
    options.recover = [name = service, rebuild = one.rebuild.get()](const events::Loss& loss,
                                                                    const events::StillHeld& held) {
      return rebuild->Recover(name, loss, held);
    };
    options.reached = [name = service, marks = watermarks_.get()](int partition, absl::Time time) {
      marks->Note(name, partition, time);
    };
    options.max_batch = kMaxBatch;
    all.push_back(std::move(options));
  }
  return all;
}

absl::StatusOr<Uuid> FactPart::Page(const Source& source, const Uuid& tenant, int partition,
                                    const Uuid& after) const {
  const auto found = services_.find(source.spec().service);
  if (found == services_.end()) return Uuid();
  return found->second.rebuild->Page(source, tenant, partition, after);
}

void FactPart::Run() {
  if (const absl::Status status = watermarks_->Flush(); !status.ok()) {
    Log(Severity::kWarning, "facts.watermarks", {{"reason", Reason(status)}});
  }
  for (int i = 0; i < kPagesAtOnce; ++i) {
    const auto more =
        rebuilds_.Turn([this](const Source& source, const Uuid& tenant, int partition,
                              const Uuid& after) { return Page(source, tenant, partition, after); },
                       clock_->Now());
    if (!more.ok()) {
      Log(Severity::kWarning, "facts.rebuild", {{"reason", Reason(more.status())}});
    }
    if (!more.ok() || !*more) return;
  }
}

}  // namespace guanxi::analytics
