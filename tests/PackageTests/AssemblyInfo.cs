using FfiIsolation.PackageTests.Support;

// Made once for all tests, which then take turns: each is several processes that keep a processor busy.
[assembly: AssemblyFixture(typeof(Packages))]
[assembly: CollectionBehavior(CollectionBehavior.CollectionPerAssembly)]
