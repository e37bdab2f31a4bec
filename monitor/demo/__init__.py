"""A recorded week published as real feeds on this computer, read by the real daemon under a faster clock."""
