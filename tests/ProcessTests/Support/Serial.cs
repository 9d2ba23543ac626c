// One test at a time: they count processes, descriptors and seconds, and two cores gain nothing by more.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
