using StreamJsonRpc;

[assembly: ExportRpcContractProxies]
