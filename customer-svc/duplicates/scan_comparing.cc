#include "customer-svc/duplicates/scan_comparing.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/base/status_macros.h"
#include "customer-svc/dedupe/blocking.h"
#include "customer-svc/dedupe/training.h"
#include "customer-svc/duplicates/match_keys.h"

namespace guanxi::customer {
namespace {

using dedupe::Bond;
using v1::Customer;

// Rows of keys of a sample, and of a page.
constexpr int kSampleKeys = 30'000;
constexpr int kPageKeys = 4'000;
// Of more customers of one key a scan compares none: with a million of them that makes ten pairs a
// customer, where kMaxBlock makes 27, nearly all of brands that share two characters.
constexpr size_t kMaxScanned = 50;
// Customers that something can be learned from.
constexpr size_t kLeastSample = 100;
// Terms that fewer records of the sample have are as rare as those that none has.
constexpr uint32_t kLeastCount = 2;

const db::Query kSelectPage{
    "match_key.page",
    "SELECT match_key, customer_id FROM match_keys WHERE tenant_id = ? AND match_key > ? AND "
    "match_key < ? ORDER BY match_key, customer_id LIMIT ?"};

struct Block {
  std::string key;
  std::vector<Uuid> customers;
};

// Keys with their customers, the last of which may not be all where `is_full`.
struct Page {
  std::vector<Block> blocks;
  bool is_full = false;
};

absl::StatusOr<Page> ReadPage(db::Transaction& tx, const Uuid& tenant, absl::string_view place,
                              int limit) {
  // Keys have kMatchKeyBytes, so that "" is before all.
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(kSelectPage, {tenant.bytes(), place, FirstExactKey(), limit}));
  Page page;
  page.is_full = rows.size() >= static_cast<size_t>(limit);
  for (const db::Row row : rows) {
    if (page.blocks.empty() || page.blocks.back().key != row.String(0)) {
      page.blocks.push_back({std::string(row.String(0)), {}});
    }
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(1)));
    page.blocks.back().customers.push_back(id);
  }
  return page;
}

bool IsWorthwhile(const Block& block) {
  return block.customers.size() >= 2 && block.customers.size() <= kMaxScanned;
}

// Records of one type, with what candidates come of.
struct Sample {
  std::vector<dedupe::Record> records;
  std::vector<std::vector<uint64_t>> keys;
};

LearnedModel LearnFrom(const Sample& sample, Customer::Type type, double share, absl::Time now) {
  const dedupe::Schema& schema = dedupe::SchemaOf(type);
  LearnedModel learned{{}, dedupe::Terms(schema.size()), now};
  for (const dedupe::Record& record : sample.records) learned.terms.Add(record);
  dedupe::BlockingLimits limits;
  limits.block = kMaxBlock;
  limits.best = kMostCandidates;
  const std::vector<dedupe::Pair> pairs = dedupe::CandidatePairs(sample.keys, 0, limits);
  learned.model = dedupe::Train({schema, sample.records, pairs, 0}, learned.terms);
  // Of a part of all records a sample holds that part of the doubles, and that part's square of
  // pairs.
  learned.model.prior += std::log2(share);
  learned.terms.DropBelow(kLeastCount);
  return learned;
}

// One block: compares each two, and keeps whom `min_weight` or the facts make alike.
void CompareBlock(const Block& block, const std::map<Uuid, Prepared>& prepared,
                  const Models& models, double min_weight, int64_t* compared,
                  std::set<AlikePair>* alike) {
  for (auto a = block.customers.begin(); a != block.customers.end(); ++a) {
    const auto one = prepared.find(*a);
    if (one == prepared.end()) continue;
    const LearnedModel& model = *models.at(one->second.facts.type);
    for (auto b = std::next(a); b != block.customers.end(); ++b) {
      const auto other = prepared.find(*b);
      if (other == prepared.end()) continue;
      ++*compared;
      const Likeness likeness = Compare(model, one->second, *b, other->second);
      if (likeness.is_branch) alike->insert({PairKind::kBranch, *a, *b});
      if (likeness.is_company) alike->insert({PairKind::kBranch, *b, *a});
      if (likeness.bond == Bond::kCannot) continue;
      if (likeness.bond == Bond::kMust || likeness.score.weight > min_weight) {
        alike->insert({PairKind::kAlike, std::min(*a, *b), std::max(*a, *b)});
      }
    }
  }
}

// Everybody in blocks that are worthwhile.
std::vector<Uuid> CustomersOf(absl::Span<const Block> blocks) {
  std::set<Uuid> ids;
  for (const Block& block : blocks) {
    if (IsWorthwhile(block)) ids.insert(block.customers.begin(), block.customers.end());
  }
  return {ids.begin(), ids.end()};
}

}  // namespace

absl::Status Learn(db::Transaction& tx, const resource::Resource& customers, const Uuid& tenant,
                   int64_t in_all, absl::Time now) {
  GUANXI_ASSIGN_OR_RETURN(Page page, ReadPage(tx, tenant, "", kSampleKeys));
  std::set<Uuid> ids;
  for (const Block& block : page.blocks) {
    if (block.customers.size() > kMaxBlock) continue;
    ids.insert(block.customers.begin(), block.customers.end());
  }
  GUANXI_ASSIGN_OR_RETURN(const auto prepared,
                          PrepareMany(tx, customers, tenant, {ids.begin(), ids.end()}));
  std::map<Customer::Type, Sample> samples;
  for (const auto& [id, one] : prepared) {
    Sample& sample = samples[one.facts.type];
    sample.keys.push_back(dedupe::KeysOf(dedupe::SchemaOf(one.facts.type), one.record));
    sample.records.push_back(one.record);
  }
  const double share = std::min(1.0, static_cast<double>(prepared.size()) /
                                         static_cast<double>(std::max<int64_t>(in_all, 1)));
  for (const auto& [type, sample] : samples) {
    if (sample.records.size() < kLeastSample) continue;
    GUANXI_RETURN_IF_ERROR(
        ModelStore::Write(tx, tenant, type, LearnFrom(sample, type, share, now)));
  }
  return absl::OkStatus();
}

absl::StatusOr<ComparedPage> ComparePage(db::Transaction& tx, const resource::Resource& customers,
                                         const Uuid& tenant, const Models& models,
                                         double min_weight, const std::string& place,
                                         const ScanPairs& pairs) {
  GUANXI_ASSIGN_OR_RETURN(Page page, ReadPage(tx, tenant, place, kPageKeys));
  ComparedPage compared;
  compared.is_last = !page.is_full;
  if (page.blocks.empty()) return compared;
  // The last block may go on: it is read again, unless it alone fills the page.
  if (page.is_full && page.blocks.size() > 1) page.blocks.pop_back();
  compared.place = page.blocks.back().key;
  GUANXI_ASSIGN_OR_RETURN(const auto prepared,
                          PrepareMany(tx, customers, tenant, CustomersOf(page.blocks)));
  std::set<AlikePair> alike;
  for (const Block& block : page.blocks) {
    if (!IsWorthwhile(block)) continue;
    CompareBlock(block, prepared, models, min_weight, &compared.pairs, &alike);
  }
  GUANXI_RETURN_IF_ERROR(pairs.Add(tx, alike));
  return compared;
}

std::vector<db::Query> ScanComparingQueries() { return {kSelectPage}; }

}  // namespace guanxi::customer
