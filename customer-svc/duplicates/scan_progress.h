// What a scan says of how far it has come. Pure.
#ifndef GUANXI_CUSTOMER_SVC_DUPLICATES_SCAN_PROGRESS_H_
#define GUANXI_CUSTOMER_SVC_DUPLICATES_SCAN_PROGRESS_H_

#include <memory>

#include "absl/time/time.h"
#include "customer-svc/duplicates/state.pb.h"
#include "google/protobuf/message.h"
#include "guanxi/customer/v1/duplicate_service.pb.h"

namespace guanxi::customer {

// Begins a phase.
void Enter(v1::ScanDuplicatesMetadata::Phase phase, duplicates::ScanCheckpoint* checkpoint);

v1::ScanDuplicatesMetadata MetadataOf(absl::Time create_time,
                                      const duplicates::ScanCheckpoint& checkpoint);
std::unique_ptr<google::protobuf::Message> ResponseOf(const duplicates::ScanCheckpoint& checkpoint);

// From which weight on two are joined: that of a certainty in thousandths, or the usual one of 0.
double ScanWeightOf(int certainty);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_DUPLICATES_SCAN_PROGRESS_H_
