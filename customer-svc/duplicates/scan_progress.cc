#include "customer-svc/duplicates/scan_progress.h"

#include <cmath>

#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {
namespace {

using duplicates::ScanCheckpoint;

constexpr int kUsualCertainty = 950;

}  // namespace

void Enter(v1::ScanDuplicatesMetadata::Phase phase, ScanCheckpoint* checkpoint) {
  checkpoint->set_phase(phase);
  checkpoint->clear_place();
  checkpoint->set_is_at_branches(false);
}

v1::ScanDuplicatesMetadata MetadataOf(absl::Time create_time, const ScanCheckpoint& checkpoint) {
  v1::ScanDuplicatesMetadata metadata;
  *metadata.mutable_create_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(create_time));
  metadata.set_phase(checkpoint.phase());
  metadata.set_customers(checkpoint.customers());
  metadata.set_compared_pairs(checkpoint.compared_pairs());
  metadata.set_clusters(checkpoint.clusters() + checkpoint.branch_clusters());
  return metadata;
}

std::unique_ptr<google::protobuf::Message> ResponseOf(const ScanCheckpoint& checkpoint) {
  auto response = std::make_unique<v1::ScanDuplicatesResponse>();
  response->set_customers(checkpoint.customers());
  response->set_compared_pairs(checkpoint.compared_pairs());
  response->set_clusters(checkpoint.clusters());
  response->set_branch_clusters(checkpoint.branch_clusters());
  response->set_gone_clusters(checkpoint.gone_clusters());
  return response;
}

double ScanWeightOf(int certainty) {
  const double probability = (certainty > 0 ? certainty : kUsualCertainty) / 1000.0;
  return std::log2(probability / (1 - probability));
}

}  // namespace guanxi::customer
