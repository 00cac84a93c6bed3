// How much a customer of a BG/NBD model will buy. Private to bg_nbd.
#ifndef GUANXI_ANALYTICS_SVC_STATISTICS_BG_NBD_EXPECTATION_H_
#define GUANXI_ANALYTICS_SVC_STATISTICS_BG_NBD_EXPECTATION_H_

#include "analytics-svc/statistics/bg_nbd.h"

namespace guanxi::analytics {

// As ExpectedPurchases, of a customer who is known to be there still. `horizon` is above zero.
double ExpectedIfThere(const BgNbd& model, const PurchaseHistory& customer, double horizon);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_STATISTICS_BG_NBD_EXPECTATION_H_
