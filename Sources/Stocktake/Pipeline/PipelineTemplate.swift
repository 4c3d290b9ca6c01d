/// The pipeline that `stocktake init` writes: every key that this version has, with what it does.
public enum PipelineTemplate {
    /// The file's name.
    public static let fileName = "stocktake.yaml"

    /// Its content; passes `check` once the photos and tables it names are there.
    public static let text = """
        # A stock count by the labels in photos, offline and without a key.
        #   stocktake check stocktake.yaml     says everything that is wrong with it
        #   stocktake run stocktake.yaml       counts, and writes Output/stock-count/latest/report.xlsx
        # Paths are relative to this file.

        name: stock-count                  # a-z, 0-9 and hyphens; names the folder of its reports
        title: Stock count                 # heads the reports

        photos:
          files: photos                    # a folder, a glob (photos/**/*.jpg), a list (.txt),
                                           # a manifest (.csv with path,location), - for stdin
          location: folder                 # folder | sign | column | (?<location>regular expression)
          views: overlapping               # how photos of one location relate:
                                           # separate | repeated | overlapping

        prepare:
          reject:                          # such photos are listed, not counted
            darker_than: 45                # mean brightness, 0 to 255
            blurrier_than: 200             # sharpness at 500 px height
            smaller_than: 200              # long side in pixels

        count:
          by: labels                       # the built-in label reader: QR codes with GS1 data
          items: catalogue.csv             # sku,name,gtin,unit,pack_size
          labels: serial                   # each serial number counts once

        # compare:
        #   expected: expected-stock.csv   # sku,location,expected_quantity[,unit_cost,class]
        #   tolerance: {default: {quantity: 0}}

        # limits: {duration: 1h}

        report:
          folder: Output                   # Output/stock-count/<run>/ and Output/stock-count/latest
          formats: [csv, xlsx, json]

        """

    /// The catalogue that goes with it.
    public static let catalogueFileName = "catalogue.csv"

    /// A catalogue with its header and one example.
    public static let catalogue =
        "sku,name,gtin,unit,pack_size\nEXAMPLE-1,Example item,9520000000011,carton,1\n"
}
